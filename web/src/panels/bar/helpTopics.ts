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
      [
        'B, L',
        'Box and lasso: drag around points; on a touch screen the strip says whether they are added or taken out',
      ],
      ['E', 'Edit: each click adds a point to the selection or takes it out'],
      [
        'One finger, two fingers',
        'On a touch screen: orbit or move; move and zoom. Tap: select. Long press: name the point',
      ],
    ],
  },
  {
    title: 'Keys on the map',
    lines: [
      ['Arrows', 'With one point selected: walk to its neighbor that lies that way; else orbit or move'],
      ['Shift and arrows', 'Move'],
      ['W A S D', 'Orbit or move'],
      ['+ and −', 'Zoom'],
      ['0 or Home', 'Reset the view'],
    ],
  },
  {
    title: 'Keys everywhere',
    lines: [
      ['/', 'Search'],
      ['Escape', 'One step back: the drawing, the tool, the pointed-out point, the selection, what is isolated'],
      ['T', 'The table of all points'],
      ['Ctrl-Z, Ctrl-Shift-Z', 'Undo and redo'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'In a list',
    lines: [
      ['Up, Down, Home, End', 'From entry to entry; the Tab key goes on to what follows the list'],
      ['Left, Right', 'In the legend: between a color and its name'],
      ['Enter', 'Select the point, or choose the value'],
    ],
  },
  {
    title: 'In a table',
    lines: [
      ['Arrows, Page, Home, End', 'From cell to cell; with Ctrl to the first and the last row'],
      ['Enter or click', 'Select the point; with Ctrl add it or take it out, with Shift up to it'],
      ['Ctrl-A', 'Select all points of the table'],
    ],
  },
  {
    title: 'In the legend',
    lines: [
      ['Click or Enter', 'Hide or show a category'],
      ['Alt-click, Alt-Enter or double-click', 'Show only this category; again: all'],
    ],
  },
];
