// The sections of results, each a function of all runs; it gives null where nothing was measured.

const MEASURES = [['accuracy', 'accuracy'], ['drop', 'accuracy lost (drop)'], ['sdc1', 'answers changed (SDC-1)'],
  ['sdc5', 'answers out of the first five (SDC-5)'], ['masked', 'struck images without effect (masked)']];
const KINDS = [['population', 'other images of this kind, too'], ['theseImages', 'these images']];

const results = run => run.summary.results;
const heading = run => runs.length > 1 ? label(run) : '';

/** The name of a run, or its folder where others have the same name. */
const label = run => runs.filter(other => other.name === run.name).length > 1 ? run.folder : run.name;
const nameOf = (run, field) => run.designs[field] === undefined ? field : run.designs[field];

/** Bit error rates of a run, the lowest first. */
const ratesOf = run => distinct(results(run).map(r => r.ber)).sort((a, b) => a - b);

/**
 * A choice among the rates, each a map from runs to theirs: the same rate in all runs that have it. Runs that have none
 * in common show theirs of the same place.
 */
function rateChoice(list) {
  const all = distinct(list.flatMap(ratesOf)).sort((a, b) => a - b);
  const shared = all.some(ber => list.filter(run => ratesOf(run).includes(ber)).length > 1);
  const most = Math.max(...list.map(run => ratesOf(run).length));
  const maps = shared ? all.map(ber => new Map(list.filter(run => ratesOf(run).includes(ber)).map(run => [run, ber])))
    : Array.from({length: most}, (unused, i) => new Map(list.filter(run => i < ratesOf(run).length).map(run => [run, ratesOf(run)[i]])));
  const widest = maps.findIndex(map => map.size === Math.max(...maps.map(other => other.size)));
  // First what most runs can show.
  maps.unshift(...maps.splice(widest, 1));
  return {name: 'Bit error rate', options: maps.map(map => [map, distinct([...map.values()]).map(rate).join(' | ')])};
}

const rateAt = (run, choice) => choice['Bit error rate'].get(run);
const withRate = (list, choice) => list.filter(run => choice['Bit error rate'].has(run));

/** Tables of all runs beneath each other, each named after its run. */
const perRun = (list, make) => list.map(run => make(run, heading(run) ? `${heading(run)}: ` : ''));

function overview() {
  const facts = table('The runs', ['run', 'folder', 'test images', 'MACs per image', 'parameters', 'neurons', 'int8 accuracy without faults', 'float accuracy'].map(
    (name, i) => i > 5 ? {name, digits: 4} : name),
  runs.map(run => [run.name, run.folder, run.summary.images, run.summary.network?.macsPerImage, run.summary.network?.parameters,
    run.summary.network?.neurons, run.summary.goldenAccuracy, run.summary.floatAccuracy]));
  const percent = v => number(v, 2, 100, ' %');
  // A column that a run did not measure is left out.
  const perDesign = (caption, columns, cells) => perRun(runs, (run, name) => {
    const rows = results(run).map(r => cells(r));
    const kept = i => rows.some(row => row[i] !== '-' && row[i] !== null && row[i] !== undefined);
    return table(name + caption, ['design', 'bit error rate', ...columns.filter((column, i) => kept(i))],
      results(run).map((r, n) => [r.design, rateCell(r.ber), ...rows[n].filter((cell, i) => kept(i))]));
  });
  const answers = perDesign('What faults do, by design and bit error rate', ['accuracy', 'drop', 'SDC-1', 'SDC-5', {name: 'struck', digits: 4}, 'masked'],
    r => [estimate(r.accuracy), estimate(r.drop), estimate(r.sdc1), estimate(r.sdc5), r.struck, estimate(r.masked)]);
  const costs = perDesign('What it costs, by design and bit error rate', ['area, mm2', 'more area', 'energy, uJ per image', 'cycles per image', 'more cycles',
    'DRAM bytes per image', 'more bytes', 'exposed bits per image', {name: 'flips expected', digits: 1}, 'flips'],
  r => [number(r.areaUm2, 3, 1e-6), percent(r.areaOverhead), number(r.energyPjPerImage, 2, 1e-6), r.cyclesPerImage, percent(r.cycleOverhead),
    r.dramBytesPerImage, percent(r.bandwidthOverhead), r.exposedBitsPerImage, r.flips?.expected, r.flips?.actual]);
  return [
    el('p', {}, 'Shares are fractions of images. Intervals in brackets hold with 95 % for other images of this kind, too. ',
      'Drop is the accuracy lost against the network without faults and protection, image by image; SDC-1 the share of answers that faults changed; ',
      'struck the share of images that a flip met, masked of these the share whose outputs all stayed. "More" is against the array without protection.'),
    facts, ...answers, ...costs,
    ...perRun(runs, (run, name) => {
      const all = fold(name + 'Every figure of summary.json', allFigures(run));
      all.classList.add('screen'); // a column per result is too wide for paper
      return all;
    })];
}

/** Leaves of a result as dotted names. */
function leaves(node, path = '', found = {}) {
  for (const [key, value] of Object.entries(node)) {
    const name = path ? `${path}.${key}` : key;
    if (value !== null && typeof value === 'object') leaves(value, name, found);
    else found[name] = value;
  }
  return found;
}

function allFigures(run) {
  const columns = results(run).map(r => leaves(r));
  const keys = distinct(columns.flatMap(Object.keys)).filter(key => key !== 'design' && key !== 'ber');
  const {results: unused, ...rest} = run.summary;
  return el('div', {},
    table('The run', ['figure', 'value'], Object.entries(leaves(rest)).map(([key, value]) => [key, value])),
    table('Results', ['figure', ...results(run).map(r => `${r.design}, ${rate(r.ber)}`)],
      keys.map(key => [key, ...columns.map(c => typeof c[key] === 'boolean' ? String(c[key]) : c[key])])));
}

const measured = () => MEASURES.filter(([key]) => runs.some(run => results(run).some(r => r[key])));

function accuracySection() {
  const measures = measured();
  if (measures.length === 0) return null;
  const points = (run, key, kind) => results(run).filter(r => r[key]).map(r => ({design: r.design, ber: r.ber,
    mean: r[key].mean, low: r[key][kind]?.low ?? r[key].mean, high: r[key][kind]?.high ?? r[key].mean}));
  return figure({
    title: 'What faults do, by bit error rate', text: 'Marks are means over images and trials, whiskers 95 % intervals.',
    choices: [{name: 'Measure', options: measures}, {name: 'Intervals for', options: KINDS}],
    panels(choice) {
      const label = measures.find(([key]) => key === choice.Measure)[1];
      const all = runs.flatMap(run => points(run, choice.Measure, choice['Intervals for']));
      const span = Math.max(...all.map(p => p.high)) - Math.min(...all.map(p => p.low)) || 0.01;
      const least = Math.min(...all.map(p => p.low));
      const range = {min: least >= 0 && span > 0.5 ? 0 : Math.max(least >= 0 ? 0 : -1, Math.floor((least - 0.03 * span) * 100) / 100),
        max: Math.min(1, Math.ceil((Math.max(...all.map(p => p.high)) + 0.03 * span) * 100) / 100)};
      return runs.map(run => ({run, own: points(run, choice.Measure, choice['Intervals for'])})).filter(one => one.own.length)
        .map(one => ({heading: heading(one.run), option: rateOption(one.own, label, range)}));
    },
    table: choice => perRun(runs, (run, name) => table(name + choice.Measure, ['design', 'bit error rate', {name: 'mean', digits: 4}, {name: 'low', digits: 4}, {name: 'high', digits: 4}],
      points(run, choice.Measure, choice['Intervals for']).map(p => [p.design, rateCell(p.ber), p.mean, p.low, p.high]))),
  });
}

const COSTS = [['areaOverhead', 'more area, %', 100, 2], ['energyPjPerImage', 'energy, uJ per image', 1e-6, 3],
  ['cyclesPerImage', 'cycles per image', 1, 0], ['dramBytesPerImage', 'DRAM bytes per image', 1, 0]];

function tradeSection() {
  const losses = measured().filter(([key]) => key === 'drop' || key === 'sdc1').slice(0, 1);
  const costs = COSTS.filter(([key]) => distinct(runs.flatMap(run => results(run).map(r => r[key] ?? null))).filter(v => v !== null).length > 1);
  if (losses.length === 0 || costs.length === 0) return null;
  const [loss, lossLabel] = losses[0];
  const points = (run, ber, [key, , factor]) => results(run).filter(r => r.ber === ber && r[loss] && typeof r[key] === 'number')
    .map(r => ({design: r.design, cost: r[key] * factor, mean: r[loss].mean, low: r[loss].population.low, high: r[loss].population.high}));
  return figure({
    title: 'Loss against cost', three: true,
    text: 'The dashed line is the front: no other design of the run costs less and loses less. It compares means; where whiskers overlap, the order is open.',
    choices: [rateChoice(runs)],
    panels: choice => withRate(runs, choice).flatMap(run => costs.map(cost => ({own: points(run, rateAt(run, choice), cost), cost, run})))
      .filter(one => one.own.length > 0).map(one => ({heading: heading(one.run), height: 320,
        option: tradeOption(one.own, one.cost[1], lossLabel, one.cost[3])})),
    table: choice => perRun(withRate(runs, choice), (run, name) => table(name + 'loss and cost at ' + rate(rateAt(run, choice)),
      ['design', lossLabel, ...costs.map(([, label, , digits]) => ({name: label, digits})), 'on the front of'],
      results(run).filter(r => r.ber === rateAt(run, choice)).map(r => [r.design, estimate(r[loss]),
        ...costs.map(([key, , factor, digits]) => number(r[key], digits, factor)),
        costs.filter(cost => front(points(run, r.ber, cost)).some(p => p.design === r.design)).map(cost => cost[1].split(',')[0]).join(', ') || '-']))),
  });
}

/** Options of a choice from a column of all runs' tables. */
const optionsOf = (name, rows, key) => ({name, options: distinct(rows.map(row => row[key])).filter(v => v !== undefined).map(v => [v, v])});

function flipSection() {
  const own = runs.filter(run => run.flips);
  if (own.length === 0) return null;
  const all = own.flatMap(run => records(run.flips).map(row => ({...row, run, design: row.design === undefined ? 'all designs' : nameOf(run, row.design)})));
  const known = ['design', 'ber', 'site', 'layer', 'bit'];
  const others = distinct(own.flatMap(run => run.flips.columns)).filter(column => !known.includes(column));
  const kinds = others.filter(column => all.some(row => typeof row[column] === 'string'));
  const counts = others.filter(column => !kinds.includes(column));
  const share = counts.includes('flips') && counts.includes('residualFlips') ? [['left', 'share of flips left']] : [];
  const value = (row, key) => key === 'left' ? (row.flips && typeof row.residualFlips === 'number' ? row.residualFlips / row.flips : undefined) : row[key];
  const first = ['flips', 'residualFlips'].filter(key => counts.includes(key));
  const options = [...first, ...counts.filter(key => !first.includes(key))].map(key => [key, key]);
  const chosen = (run, choice) => all.filter(row => row.run === run && row.design === choice.Design && row.site === choice.Site
    && (row.ber === undefined || row.ber === rateAt(run, choice)) && kinds.every(key => row[key] === choice[key]));
  // The first design in which votes did something has the most to show.
  const voted = all.find(row => row.residualFlips < row.flips);
  const designs = optionsOf('Design', all, 'design');
  designs.options.sort(([a], [b]) => (voted && b === voted.design) - (voted && a === voted.design));
  return figure({
    title: 'Where flips struck and what they left, by layer and bit',
    text: 'Bits are numbered from 0, the lowest; the highest is left. An empty place has no bits that can flip, or no flips of which there is a share. residualFlips are those left behind votes and codes.',
    choices: [designs, optionsOf('Site', all, 'site'), rateChoice(own),
      ...kinds.map(key => optionsOf(key, all, key)), {name: 'Count', options: [...share, ...options]}],
    panels: choice => withRate(own, choice).map(run => ({run, cells: chosen(run, choice)
      .map(row => ({layer: row.layer, bit: row.bit, value: value(row, choice.Count)})).filter(cell => typeof cell.value === 'number')}))
      .filter(one => one.cells.length).map(one => ({heading: heading(one.run), height: Math.min(1200, 110 + 22 * Math.max(4, distinct(one.cells.map(c => c.layer)).length)),
        option: heatOption(one.cells, choice.Count, choice.Count === 'left')})),
    table: choice => perRun(withRate(own, choice), (run, name) => [table(`${name}${choice.Design}, ${choice.Site}`, ['layer', 'bit', ...counts, ...share.map(([, label]) => ({name: label, digits: 4}))],
      chosen(run, choice).map(row => [row.layer, row.bit, ...counts.map(key => row[key]), ...share.map(([key]) => value(row, key))])), run.flips.note]).flat(),
  });
}

function outcomeSection() {
  const tables = runs.flatMap(run => Object.entries(run.outcomes).map(([file, data]) => ({run, file, data, rows: records(data)})));
  return [...tables.map(one => outcomes(one)), votes()].filter(node => node !== null);
}

/** Whatever counters a table holds, per design and mechanism. */
function outcomes({run, file, data, rows}) {
  const isCount = column => rows.every(row => typeof row[column] === 'number') && column !== 'ber';
  const counts = data.columns.filter(isCount);
  const keys = data.columns.filter(column => !isCount(column) && column !== 'ber');
  const own = choice => rows.filter(row => row.ber === undefined || row.ber === rateAt(run, choice));
  const label = row => keys.map(key => key === 'design' ? nameOf(run, row[key]) : row[key]).filter(v => v !== null).join(', ');
  const shown = counts.filter(count => !/clean/i.test(count));
  return figure({
    title: `What protection made of struck words${heading(run) ? ': ' + heading(run) : ''}`,
    text: `Words by what the mechanism found, from ${file}. Clean words are in the table only. ${data.note}`,
    choices: [rateChoice([run])],
    panels: choice => [{heading: '', option: stackOption(own(choice).map(label), shown.map(count => ({name: count, data: own(choice).map(row => row[count])})), keys.join(', '), 'words')}],
    table: choice => table(file, [keys.join(', '), ...counts], own(choice).map(row => [label(row), ...counts.map(count => row[count])])),
  });
}

/** Flips removed, and flips left, from the flips of all layers and bits. */
function votes() {
  const own = runs.filter(run => run.flips && run.flips.columns.includes('flips') && run.flips.columns.includes('residualFlips'));
  const all = own.flatMap(run => records(run.flips).map(row => ({...row, run, design: row.design === undefined ? 'all designs' : nameOf(run, row.design)})));
  if (all.length === 0) return null;
  // Check bits and other redundant cells have flips, but no vote leaves any of them.
  const sums = (run, choice) => distinct(all.filter(row => row.run === run).map(row => row.design)).map(design => {
    const rows = all.filter(row => row.run === run && row.design === design && row.site === choice.Site && (row.ber === undefined || row.ber === rateAt(run, choice))
      && typeof row.residualFlips === 'number');
    const sum = key => rows.reduce((total, row) => total + row[key], 0);
    return {design, flips: sum('flips'), left: sum('residualFlips')};
  }).filter(row => row.flips > 0);
  return figure({
    title: 'Flips removed, and flips left',
    text: 'Every copy of a bit counts, so a design with more copies meets more flips. Votes and codes at the site remove them; repeated channels vote whole results, which these counts leave out. Where words that a check detected are set to zero more bits are wrong than flipped: removed is below zero.',
    choices: [optionsOf('Site', all, 'site'), rateChoice(own)],
    panels: choice => withRate(own, choice).map(run => ({heading: heading(run), option: stackOption(sums(run, choice).map(row => row.design), [
      {name: 'removed by votes and codes', data: sums(run, choice).map(row => row.flips - row.left), colour: '#56b4e9'},
      {name: 'left', data: sums(run, choice).map(row => row.left), colour: '#d55e00'}], 'design', 'flips')})),
    table: choice => perRun(withRate(own, choice), (run, name) => table(name + 'flips', ['design', 'flips', 'removed by votes and codes', 'left', {name: 'share left', digits: 4}],
      sums(run, choice).map(row => [row.design, row.flips, row.flips - row.left, row.left, row.left / row.flips]))),
  });
}
