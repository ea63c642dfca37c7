/** What hands can do on the page, by what they hold. */
export const helpTopics: readonly { title: string; lines: readonly (readonly [string, string])[] }[] = [
  {
    title: 'On the map',
    lines: [
      ['Drag', 'Orbit in 3D, move in 2D'],
      ['Right-drag or Ctrl-drag', 'Move'],
      ['Wheel or pinch', 'Zoom'],
      ['Click', 'Select a point and its neighbors; beside the points: clear'],
      ['Ctrl-click', 'Add a point to the selection or take it out'],
      ['Double-click', 'Go to a point'],
      ['Shift-drag', 'Select all points in a box, also those behind others; with Ctrl add, with Alt take out'],
      ['Long press', 'On a touch screen: name the point'],
    ],
  },
  {
    title: 'Keys on the map',
    lines: [
      ['Arrows', 'Orbit or move; with Shift: move'],
      ['+ and −', 'Zoom'],
      ['0 or Home', 'Reset the view'],
    ],
  },
  {
    title: 'Keys everywhere',
    lines: [
      ['/', 'Search'],
      ['Escape', 'Clear the selection, then show all data'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'In the legend',
    lines: [
      ['Click', 'Hide or show a category'],
      ['Alt-click or double-click', 'Show only this category; again: all'],
    ],
  },
];
