import { computed } from '@preact/signals';
import { dataset } from './dataset';
import { currentRun, currentTensor, listedRuns, workspace, type Problem } from './workspace';

export interface ProblemsAt {
  /** The run and tensor that they belong to; empty for the directory and for what is shown. */
  where: string;
  problems: Problem[];
}

/** All that is wrong with the folder, what concerns the shown tensor first, nothing twice. */
export const folderProblems = computed<ProblemsAt[]>(() => {
  const space = workspace.value;
  if (space === null) {
    return [];
  }
  const run = currentRun.value;
  const tensor = currentTensor.value;
  const shown = dataset.value;
  const isShown = shown !== null && shown.run === run?.name && shown.tensor === tensor?.name;
  const groups: ProblemsAt[] = [
    {
      where: '',
      problems: [
        ...(isShown ? shown.problems : []),
        ...(tensor?.problems ?? []),
        ...(run?.problems ?? []),
        ...space.problems,
      ],
    },
  ];
  for (const other of listedRuns.value) {
    if (other !== run) {
      groups.push({ where: other.name, problems: other.problems });
    }
    for (const entry of other.tensors) {
      if (entry !== tensor) {
        groups.push({
          where: listedRuns.value.length > 1 ? `${other.name} · ${entry.name}` : entry.name,
          problems: entry.problems,
        });
      }
    }
  }
  const seen = new Set<string>();
  return groups
    .map(({ where, problems }) => ({
      where,
      problems: problems.filter((problem) => {
        const key = `${problem.path}\n${problem.message}`;
        return !seen.has(key) && seen.add(key);
      }),
    }))
    .filter(({ problems }) => problems.length > 0);
});

/** Warnings and errors, for the chip on the map. */
export const warningCount = computed(
  () => folderProblems.value.flatMap((group) => group.problems).filter((one) => one.severity !== 'note').length,
);
