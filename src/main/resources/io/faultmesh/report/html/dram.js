// The section of DRAM: what layers move and how fast, how long transfers take, recorded requests on another memory.

const rowsOf = (list, run) => list.filter(row => row.run === run);

/** Rows of a run's table with the names of their designs. */
const designRows = table => runs.filter(table).flatMap(run =>
  records(table(run)).map(row => ({...row, run, design: nameOf(run, row.design)})));

/** A choice among the columns that hold numbers. */
function countChoice(rows, columns) {
  return {name: 'Count', options: columns.filter(([key]) => rows.some(row => typeof row[key] === 'number'))};
}

/** What one image's layers move; a memory that counts rows or requests has more columns. */
function trafficSection() {
  const all = designRows(run => run.layers).filter(row => typeof row.dramBytes === 'number')
    .map(row => ({...row, bandwidth: row.cycles > 0 ? row.dramBytes / row.cycles : 0}));
  if (all.length === 0) return null;
  const more = distinct(all.flatMap(Object.keys)).filter(key => /^(row|request|refresh|dram)/i.test(key) && key !== 'dramBytes');
  const count = countChoice(all, [['dramBytes', 'bytes'], ['bandwidth', 'bandwidth, bytes per cycle'], ...more.map(key => [key, key])]);
  const list = distinct(all.map(row => row.run));
  const sum = (rows, key) => rows.reduce((total, row) => total + (row[key] || 0), 0);
  const latency = (run, design) => run.latencies.find(one => one.flow === 'dram' && one.design === design);
  return figure({
    title: 'DRAM traffic of one image by layer', text: 'Bytes that a layer moves between DRAM and chip; bandwidth is bytes by cycles of the layer.',
    choices: [optionsOf('Design', all, 'design'), count],
    panels: choice => list.map(run => {
      const rows = rowsOf(all, run).filter(row => row.design === choice.Design);
      const name = count.options.find(([key]) => key === choice.Count)[1];
      return {heading: heading(run), option: stackOption(rows.map(row => String(row.layer)),
        [{name, data: rows.map(row => row[choice.Count])}], 'layer', name)};
    }),
    table: () => perRun(list, (run, name) => table(`${name}one image`,
      ['design', 'DRAM bytes', 'cycles', {name: 'bytes per cycle', digits: 2}, 'transfers', ...more],
      distinct(rowsOf(all, run).map(row => row.design)).map(design => {
        const rows = rowsOf(all, run).filter(row => row.design === design);
        return [design, sum(rows, 'dramBytes'), sum(rows, 'cycles'), sum(rows, 'dramBytes') / Math.max(1, sum(rows, 'cycles')),
          latency(run, design)?.count, ...more.map(key => sum(rows, key))];
      }))),
  });
}

/** Recorded requests on another memory, by layer, or those of another tool. */
function memorySection() {
  const all = designRows(run => run.memory);
  if (all.length === 0) return null;
  const list = distinct(all.map(row => row.run));
  const rows = run => perRun([run], (one, name) => table(`${name}memory.csv`, one.memory.columns,
    rowsOf(all, one).map(row => one.memory.columns.map(column => row[column] === '' ? null : row[column]))));
  if (!all.some(row => row.layer !== undefined)) return list.flatMap(rows);
  const keys = distinct(all.flatMap(Object.keys)).filter(key => !['layer', 'design', 'run'].includes(key));
  return figure({
    title: 'Recorded requests on another memory, by layer', text: 'From memory.csv. Where timingMayFeedBack says why, the times of a whole run may differ.',
    choices: [optionsOf('Design', all, 'design'), countChoice(all, keys.map(key => [key, key]))],
    panels: choice => list.map(run => {
      const shown = rowsOf(all, run).filter(row => row.design === choice.Design);
      return {heading: heading(run), option: stackOption(shown.map(row => String(row.layer)),
        [{name: choice.Count, data: shown.map(row => row[choice.Count])}], 'layer', choice.Count)};
    }),
    table: () => list.flatMap(rows),
  });
}

const dramSection = () => [trafficSection(),
  latencyFigure('How long DRAM transfers take', 'So many percent of the transfers take no more cycles than the line says.', flow => flow === 'dram'),
  memorySection()].flat();
