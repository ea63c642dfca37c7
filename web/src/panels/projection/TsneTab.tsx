import { LearningRate } from './LearningRate';
import { MoreParameters } from './MoreParameters';
import { ParameterSlider } from './ParameterSlider';
import { RunButtons, RunFoot, Shape } from './RunControls';
import { Supervise } from './Supervise';

const shown = ['perplexity', 'learning_rate', 'supervise', 'supervise_by', 'ignored_label'];

export function TsneTab() {
  return (
    <>
      <Shape method="tsne" />
      <ParameterSlider method="tsne" name="perplexity" label="Perplexity" min={2} max={100} />
      <LearningRate />
      <Supervise method="tsne" />
      <MoreParameters method="tsne" except={shown} />
      <RunFoot method="tsne" buttons={<RunButtons method="tsne" />} />
    </>
  );
}
