import { dataset, followChanges } from '../../state/dataset';
import { folderProblems } from '../../state/problems';
import { removalProblem, removeRun } from '../../state/remote';
import { plural } from '../../state/words';
import { currentRun, workspace } from '../../state/workspace';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { PathText } from '../controls/PathText';
import { ProblemList } from './ProblemList';

/** What the place is called that the data comes from, and its address. */
const words = {
  directory: { heading: 'Folder', pathName: 'Path' },
  file: { heading: 'File', pathName: 'Path' },
  database: { heading: 'Data source', pathName: 'Read from' },
} as const;

/** Where the data comes from, and all that the folder has wrong with it. */
export function FolderState() {
  const space = workspace.value;
  if (space === null) {
    return null;
  }
  const isUploaded = currentRun.value?.isUploaded === true;
  const { heading, pathName } = words[space.kind];
  const vectors = dataset.value?.checkpointPath ?? currentRun.value?.checkpoint;
  const files: [string, string | null | undefined][] = [
    [pathName, space.path],
    ['Config', currentRun.value?.config],
    ['Vectors', vectors === space.path ? null : vectors],
    ['Metadata', isUploaded ? nameIn(dataset.value?.metadataFile) : dataset.value?.metadataFile],
  ];
  return (
    <section class="folder" id="folder" tabIndex={-1} aria-label={heading}>
      <hr class="rule" />
      <h3>{heading}</h3>
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
      <Download />
      <Removal />
      {space.kind !== 'database' && (
        <Check
          label="Follow new versions"
          title="When the files change on disk, the new version is shown without asking; t-SNE and UMAP wait for you."
          checked={followChanges.value}
          onChange={(checked) => {
            followChanges.value = checked;
          }}
        />
      )}
    </section>
  );
}

/** A file that was brought to the server is known by its name; where it lies there is of no use to anybody. */
function nameIn(path: string | null | undefined): string | undefined {
  return path?.split(/[\\/]/).at(-1);
}

/** What a person brought to the server can be taken from there. */
function Removal() {
  const run = currentRun.value;
  return (
    <>
      {run?.isUploaded === true && (
        <ActionButton
          label="Remove from the server"
          title="Deletes the files of this run that were sent to the server. Files elsewhere stay."
          enabled
          onClick={() => removeRun(run.name)}
        />
      )}
      {removalProblem.value !== null && (
        <p class="error-text" role="alert">
          {removalProblem.value}
        </p>
      )}
    </>
  );
}

/** The columns with what was edited, as a metadata file. */
function Download() {
  const data = dataset.value;
  if (data === null || data.metadata.length === 0) {
    return null;
  }
  const [only] = data.metadata;
  const gaps = data.metadata.length === 1 ? (only?.missing ?? 0) : 0;
  return (
    <>
      <a
        class="button"
        href={`api/datasets/${encodeURIComponent(data.id)}/metadata.tsv`}
        download="metadata-edited.tsv"
        title="All columns with your edits, as a metadata file: one column without a header, several with one. Tabs and line breaks in values become \\t, \\n and \\r."
      >
        Download metadata
      </a>
      {gaps > 0 && (
        <p class="secondary">
          {plural(gaps, 'point')} without a value: an empty line each, which TensorBoard leaves out and this page reads.
        </p>
      )}
    </>
  );
}
