/** What is measured of a map, as the server calls it; each is offered as a colour. */
export const qualityMeasures = ['trustworthiness', 'continuity', 'neighbor-preservation'] as const;
export type QualityMeasure = (typeof qualityMeasures)[number];

export const measureTitles: Readonly<Record<QualityMeasure, string>> = {
  trustworthiness: 'Trustworthiness',
  continuity: 'Continuity',
  'neighbor-preservation': 'Neighbor preservation',
};

/** What each of them asks. */
export const measureQuestions: Readonly<Record<QualityMeasure, string>> = {
  trustworthiness: 'Is what looks near really near?',
  continuity: 'Is what is near still near on the map?',
  'neighbor-preservation': 'How many of the nearest neighbors are kept?',
};

export function isQualityMeasure(name: string): name is QualityMeasure {
  return qualityMeasures.some((measure) => measure === name);
}
