import { dataset, followChanges } from '../../state/dataset';
import { folderProblems } from '../../state/problems';
import { currentRun, workspace } from '../../state/workspace';
import { Check } from '../controls/Check';
import { PathText } from '../controls/PathText';
import { ProblemList } from './ProblemList';

/** Where the data comes from, and all that the folder has wrong with it. */
export function FolderState() {
  const space = workspace.value;
  if (space === null) {
    return null;
  }
  const files: [string, string | null | undefined][] = [
    ['Path', space.path],
    ['Config', currentRun.value?.config],
    ['Vectors', dataset.value?.checkpointPath ?? currentRun.value?.checkpoint],
    ['Metadata', dataset.value?.metadataFile],
  ];
  return (
    <section class="folder" id="folder" tabIndex={-1} aria-label="Folder">
      <hr class="rule" />
      <h3>Folder</h3>
      {folderProblems.value.map(({ where, problems }) => (
        <div key={where}>
          {where !== '' && <p class="secondary cut">{where}</p>}
          <ProblemList problems={problems} />
        </div>
      ))}
      <dl>
        {files.map(([name, path]) =>
          path === null || path === undefined || path === '' ? null : (
            <>
              <dt>{name}</dt>
              <dd>
                <PathText path={path} />
              </dd>
            </>
          ),
        )}
      </dl>
      <Check
        label="Follow new versions"
        title="When the files change on disk, the new version is shown without asking; t-SNE and UMAP wait for you."
        checked={followChanges.value}
        onChange={(checked) => {
          followChanges.value = checked;
        }}
      />
    </section>
  );
}
