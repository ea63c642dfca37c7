import { Distance } from './Distance';
import { MoreParameters } from './MoreParameters';
import { ParameterSlider } from './ParameterSlider';
import { RunButtons, RunFoot, Shape } from './RunControls';
import { Supervise } from './Supervise';

const shown = ['metric', 'neighbors', 'min_dist', 'supervise', 'supervise_by', 'ignored_label'];

export function UmapTab() {
  return (
    <>
      <Shape method="umap" />
      <ParameterSlider method="umap" name="neighbors" label="Neighbors" min={5} max={50} />
      <ParameterSlider method="umap" name="min_dist" label="Minimum distance" min={0} max={0.99} step={0.01} />
      <Distance method="umap" />
      <Supervise method="umap" />
      <MoreParameters method="umap" except={shown} />
      <RunFoot method="umap" buttons={<RunButtons method="umap" />} />
    </>
  );
}
