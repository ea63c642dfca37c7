import { beforeEach, expect, it } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { folderProblems, warningCount } from '../../src/state/problems';
import { anythingToShow, currentTensor, workspace, type Problem } from '../../src/state/workspace';
import { datasetOf, tensorOf, workspaceOf } from '../support/dataset';
import { resetState } from '../support/reset';

const problem = (message: string, severity: Problem['severity'] = 'warning'): Problem => ({
  severity,
  message,
  remedy: null,
  path: null,
});

beforeEach(resetState);

it('lists the problems of the shown tensor first, those of others by name, and none twice', () => {
  workspace.value = workspaceOf(
    [tensorOf('words', { problems: [problem('off by one')] }), tensorOf('others', { problems: [problem('missing')] })],
    { problems: [problem('old file', 'note')] },
  );
  dataset.value = datasetOf({ problems: [problem('off by one'), problem('NaN in row 3')] });
  expect(folderProblems.value.map(({ where, problems }) => [where, problems.map(({ message }) => message)])).toEqual([
    ['', ['off by one', 'NaN in row 3', 'old file']],
    ['others', ['missing']],
  ]);
  expect(warningCount.value).toBe(3);
});

it('the tensor that is shown by itself is the first one that can be', () => {
  workspace.value = workspaceOf([tensorOf('bad', { problems: [problem('no file', 'error')] }), tensorOf('good')]);
  expect(currentTensor.value?.name).toBe('good');
});

it('there is nothing to show when no run has a tensor', () => {
  expect(anythingToShow.value, 'before the first answer nobody knows').toBe(true);
  workspace.value = workspaceOf([]);
  expect(anythingToShow.value).toBe(false);
});
