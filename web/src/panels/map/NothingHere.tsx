import { folderProblems } from '../../state/problems';
import { workspace } from '../../state/workspace';
import { CopyButton } from '../controls/CopyButton';
import { PathText } from '../controls/PathText';
import { ProblemList } from '../data/ProblemList';

/** The shortest way to a log directory: plain text files, no TensorFlow needed. */
const python = `numpy.savetxt("vectors.tsv", vectors, delimiter="\\t")
open("metadata.tsv", "w", encoding="utf-8").write("\\n".join(labels))
open("projector_config.pbtxt", "w").write(
    'embeddings { tensor_name: "words" tensor_path: "vectors.tsv" '
    'metadata_path: "metadata.tsv" }')`;

/** An empty log directory teaches what belongs into one. */
export function NothingHere() {
  const problems = folderProblems.value.flatMap((group) => group.problems);
  return (
    <div class="state">
      <div>
        <h2>Nothing to show yet</h2>
        <p class="path">
          <PathText path={workspace.value?.path ?? ''} /> holds no vectors that can be shown. As soon as there are some,
          they appear here by themselves.
        </p>
        {problems.length > 0 && (
          <>
            <h3>What was found</h3>
            <ProblemList problems={problems} />
          </>
        )}
        <h3>What a log directory is</h3>
        <p>
          A folder in which a training run leaves its results, one sub-folder for each run. The map needs three files:
        </p>
        <ul class="files">
          <li>
            <code>projector_config.pbtxt</code>
            <span>says which tensor to show, and where its metadata is</span>
          </li>
          <li>
            <code>vectors.tsv</code>
            <span>or a checkpoint: the vectors, one row for each point</span>
          </li>
          <li>
            <code>metadata.tsv</code>
            <span>what each row is called, in the same order</span>
          </li>
        </ul>
        <h3>One line of C# that writes them</h3>
        <Code language="C#" text="new Summary(logDirectory).AddEmbedding(vectors, labels);" />
        <h3>Five lines of Python that write them</h3>
        <Code language="Python" text={python} />
        <p class="secondary">
          TensorFlow's <code>projector.visualize_embeddings</code> and PyTorch's{' '}
          <code>SummaryWriter.add_embedding</code> write such folders too.
        </p>
      </div>
    </div>
  );
}

function Code({ language, text }: { language: string; text: string }) {
  return (
    <div class="code">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} aria-label={language}>
        {text}
      </pre>
      <CopyButton label={`Copy the ${language}`} text={text} />
    </div>
  );
}
