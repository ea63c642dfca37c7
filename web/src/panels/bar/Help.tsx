import { helpOpen } from '../../state/layout';
import { Dialog } from '../controls/Dialog';
import { helpTopics } from './helpTopics';

export function Help() {
  return (
    <Dialog
      title="Mouse and keys"
      open={helpOpen.value}
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      {helpTopics.map(({ title, lines }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {lines.map(([how, what]) => (
              <>
                <dt>{how}</dt>
                <dd>{what}</dd>
              </>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
