import { LearningRate } from './LearningRate';
import { Distance } from './Distance';
import { MoreParameters } from './MoreParameters';
import { ParameterSlider } from './ParameterSlider';
import { RunButtons, RunFoot, Shape } from './RunControls';
import { Supervise } from './Supervise';

const shown = ['metric', 'perplexity', 'learning_rate', 'supervise', 'supervise_by', 'ignored_label'];

export function TsneTab() {
  return (
    <>
      <Shape method="tsne" />
      <ParameterSlider method="tsne" name="perplexity" label="Perplexity" min={2} max={100} />
      <LearningRate />
      <Distance method="tsne" />
      <Supervise method="tsne" />
      <MoreParameters method="tsne" except={shown} />
      <RunFoot method="tsne" buttons={<RunButtons method="tsne" />} />
    </>
  );
}
