import { batch } from '@preact/signals';
import * as axes from '../../src/state/axes';
import * as dataset from '../../src/state/dataset';
import * as layouts from '../../src/state/layouts';
import * as methods from '../../src/state/methods';
import * as opened from '../../src/state/opened';
import * as projection from '../../src/state/projection';
import * as following from '../../src/state/following';
import * as runs from '../../src/state/runs';
import * as search from '../../src/state/search';
import * as selection from '../../src/state/selection';
import * as steps from '../../src/state/steps';
import * as workspace from '../../src/state/workspace';

/** The state as a page has it before anything happened. */
export function resetState(): void {
  batch(() => {
    workspace.workspace.value = null;
    workspace.workspaceRefusal.value = null;
    workspace.connection.value = 'connecting';
    workspace.chosenRun.value = null;
    workspace.chosenTensor.value = null;
    workspace.held.value = null;
    steps.forgetSeenSteps();
    following.layoutToRepeat.value = null;
    dataset.followChanges.value = true;
    dataset.dataset.value = null;
    dataset.opening.value = { state: 'none' };
    dataset.columns.value = new Map();
    dataset.wantedColumns.value = new Set();
    dataset.columnFailures.value = new Map();
    dataset.openedVersion.value = null;
    opened.rememberedViews.value = new Map();
    projection.method.value = 'pca';
    projection.forgetPositions(false);
    runs.forgetRuns();
    layouts.layoutSettings.value = layouts.initialSettings;
    methods.methods.value = null;
    axes.axesEdited.value = false;
    axes.axisMatches.value = new Map();
    projection.pcaResult.value = null;
    projection.projectionStatus.value = { state: 'none' };
    projection.spherize.value = false;
    projection.pcaUncentred.value = false;
    projection.setComponents([0, 1, 2]);
    search.searchText.value = '';
    search.searchRegex.value = false;
    search.searchColumn.value = null;
    search.searchSelects.value = true;
    search.searchResult.value = { state: 'idle' };
    selection.select([]);
    selection.isolations.value = [];
    selection.metric.value = 'cosine';
    selection.neighborCount.value = 100;
  });
}
