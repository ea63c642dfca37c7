import { nextTheme, theme } from '../../state/appearance';
import { dataset } from '../../state/dataset';
import { helpOpen, isShown, narrow, tableOpen, togglePanel, toggleTable } from '../../state/layout';
import { exportOpen } from '../../state/picture';
import { countsText, selectionText } from '../../state/status';
import { currentRun, currentTensor, runTitle, workspace } from '../../state/workspace';
import { IconButton } from '../controls/IconButton';
import { Jobs } from './Jobs';
import { ShareButton } from './ShareButton';
import { UndoButtons } from './UndoButtons';

const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const;

export function Bar() {
  return (
    <header class="bar">
      <div class="where">
        <IconButton
          label={narrow.value ? 'Data and projection' : 'Left panels'}
          icon="left"
          expanded={isShown('left')}
          onClick={() => togglePanel('left')}
        />
        <Title />
      </div>
      <p class="counts" role="status" aria-label="Size">
        {countsText.value}
      </p>
      <div class="tools">
        <Jobs />
        <span class="said cut" role="status" aria-label="Selection">
          {selectionText.value}
        </span>
        <IconButton label="Table" icon="table" keys="T" expanded={tableOpen.value} onClick={toggleTable} />
        <UndoButtons />
        <ShareButton />
        <IconButton
          label="Export"
          icon="download"
          onClick={() => {
            exportOpen.value = true;
          }}
        />
        <IconButton label={`Theme: ${theme.value}`} icon={themeIcons[theme.value]} onClick={nextTheme} />
        <IconButton
          label="Help"
          icon="help"
          keys="?"
          onClick={() => {
            helpOpen.value = true;
          }}
        />
        <IconButton
          label={narrow.value ? 'Inspector' : 'Right panel'}
          icon="right"
          expanded={isShown('right')}
          onClick={() => togglePanel('right')}
        />
      </div>
    </header>
  );
}

function Title() {
  const data = dataset.value;
  const run = data?.run ?? currentRun.value?.name;
  const tensor = data?.tensor ?? currentTensor.value?.name;
  const parts = [run === undefined || run === '.' ? undefined : runTitle(run), tensor].filter(
    (part) => part !== undefined,
  );
  return (
    <>
      <h1 class="title cut">{workspace.value?.title ?? 'Embedding Projector'}</h1>
      <span class="secondary cut" title={parts.join(' / ')}>
        {parts.join(' / ')}
      </span>
    </>
  );
}
