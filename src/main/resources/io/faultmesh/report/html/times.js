// The sections of time and of single images and trials.

function layerSection() {
  const own = runs.filter(run => run.layers && run.layers.columns.includes('cycles') && run.layers.columns.includes('stallCycles'));
  if (own.length === 0) return null;
  const all = own.flatMap(run => records(run.layers).map(row => ({...row, run, design: nameOf(run, row.design)})));
  const chosen = (run, choice) => all.filter(row => row.run === run && row.design === choice.Design);
  return figure({
    title: 'Cycles of one image by layer', text: 'A layer waits where its operands have not come from DRAM, or its results cannot leave.',
    choices: [optionsOf('Design', all, 'design')],
    panels: choice => own.map(run => ({heading: heading(run), option: stackOption(chosen(run, choice).map(row => String(row.layer)), [
      {name: 'at work', data: chosen(run, choice).map(row => row.cycles - row.stallCycles), colour: '#009e73'},
      {name: 'waiting for memory', data: chosen(run, choice).map(row => row.stallCycles), colour: '#d55e00'}], 'layer', 'cycles')})),
    table: choice => perRun(own, (run, name) => [table(name + choice.Design, run.layers.columns.slice(1),
      chosen(run, choice).map(row => run.layers.columns.slice(1).map(column => row[column]))), run.layers.note]).flat(),
  });
}

/** Percentiles of the latencies whose flow is wanted. */
function latencyFigure(title, text, wanted) {
  const all = runs.flatMap(run => run.latencies.filter(one => wanted(one.flow)).map(one => ({...one, run})));
  if (all.length === 0) return null;
  const chosen = (run, choice) => all.filter(one => one.run === run && one.flow === choice.Latency);
  const flows = optionsOf('Latency', all, 'flow');
  flows.options.sort(([a], [b]) => (b === 'fold') - (a === 'fold'));
  return figure({
    title, text, choices: [flows],
    panels: choice => runs.map(run => ({run, own: chosen(run, choice)})).filter(one => one.own.length)
      .map(one => ({heading: heading(one.run), option: percentileOption(one.own)})),
    table: choice => perRun(runs, (run, name) => table(`${name}${choice.Latency}, cycles`, ['design', 'values', {name: 'mean', digits: 1}, 'least', 'p50', 'p90', 'p99', 'p99.9', 'most'],
      chosen(run, choice).map(one => [one.design, one.count, one.mean, ...one.figures]))),
  });
}

const latencySection = () => latencyFigure('Latency and overhead by percentile',
  'So many percent of the values take no more cycles than the line says. fold-slower and fold-faster are cycles beyond or below the same fold of base. Lines of designs that take the same time lie on each other.',
  flow => flow !== 'dram');

function timelineSection() {
  const nodes = [];
  for (const run of runs) {
    if (run.timelines.note) nodes.push(el('p', {}, `${run.name}: ${run.timelines.note}`));
    const images = run.timelines.images;
    if (images.length === 0) continue;
    const image = choice => images[choice.Design];
    nodes.push(figure({
      title: `One image on the machine, in cycles${heading(run) ? ': ' + heading(run) : ''}`,
      text: 'Layers and folds from their first to their last cycle, shades changing from layer to layer; orange is what a fold waits for its operands. Zoom with Ctrl and the wheel.',
      choices: [{name: 'Design', options: images.map((one, i) => [i, one.design])}],
      panels: choice => [{heading: image(choice).scope, height: 420, option: timelineOption(image(choice))}],
      table: choice => table(`${image(choice).scope}: where the cycles of a layer go, and what it moves`,
        ['layer', 'cycles', 'folds', 'waiting for memory', 'of these before folds', 'waiting for cache ports', 'DRAM bytes of the cache', 'of the dot-product unit', 'of the output buffer'],
        image(choice).waits),
    }));
  }
  return nodes;
}

function trialSection() {
  const own = runs.filter(run => run.trials);
  const all = own.flatMap(run => records(run.trials).map(row => ({...row, run, design: nameOf(run, row.design)})));
  if (!all.some(row => row.trials > 1)) return null;
  const chosen = (run, choice) => all.filter(row => row.run === run && row.ber === rateAt(run, choice));
  const figures = row => ['least', 'lower quarter', 'median', 'upper quarter', 'most'].map(key => row[key]);
  return figure({
    title: 'How far trials lie apart', text: 'Least, quarters and most of the trials, each over all images.',
    choices: [rateChoice(own)],
    panels: choice => withRate(own, choice).map(run => ({run, rows: chosen(run, choice)})).filter(one => one.rows.length).map(one => ({heading: heading(one.run),
      option: boxOption(one.rows.map(row => ({design: row.design, values: figures(row)})), one.rows[0].measure)})),
    table: choice => perRun(withRate(own, choice), (run, name) => table(`${name}trials`, ['design', 'trials', ...['least', 'lower quarter', 'median', 'upper quarter', 'most'].map(n => ({name: n, digits: 4}))],
      chosen(run, choice).map(row => [row.design, row.trials, ...figures(row)]))),
  });
}

function marginSection() {
  const own = runs.filter(run => run.margins);
  const all = own.flatMap(run => records(run.margins).map(row => ({...row, run, design: nameOf(run, row.design)})));
  if (all.length === 0) return null;
  const chosen = (run, choice) => all.filter(row => row.run === run && row.ber === rateAt(run, choice));
  return figure({
    title: 'Answers changed, by how sure the network was', text: 'The margin is that of the golden answer over the next class, in int8 steps.',
    choices: [rateChoice(own)],
    panels: choice => withRate(own, choice).map(run => ({heading: heading(run), option: lineOption(distinct(chosen(run, choice).map(row => row.design)).map(design => ({design,
      points: chosen(run, choice).filter(row => row.design === design).map(row => [row['margin from'], row.changed / row['images and trials']])})), 'margin, int8 steps', 'share changed', true)})),
    table: choice => perRun(withRate(own, choice), (run, name) => table(`${name}answers changed`, ['design', 'margin from', 'to', 'images and trials', 'changed', {name: 'share', digits: 4}],
      chosen(run, choice).map(row => [row.design, row['margin from'], row['margin to'], row['images and trials'], row.changed, row.changed / row['images and trials']]))),
  });
}

function classSection() {
  const own = runs.filter(run => run.classes && run.classes.columns.includes('goldenAccuracy') && run.classes.columns.includes('accuracy'));
  if (own.length === 0) return null;
  const all = own.flatMap(run => records(run.classes).map(row => ({...row, run, design: nameOf(run, row.design)})));
  const chosen = (run, choice) => all.filter(row => row.run === run && row.ber === rateAt(run, choice));
  return figure({
    title: 'Accuracy by class',
    choices: [rateChoice(own)],
    panels: choice => withRate(own, choice).map(run => ({heading: heading(run), option: lineOption([
      ...distinct(chosen(run, choice).map(row => row.design)).map(design => ({design, points: chosen(run, choice).filter(row => row.design === design)
        .map(row => [row.class, row.accuracy])}))], 'class', 'accuracy', false)})),
    table: choice => perRun(withRate(own, choice), (run, name) => [table(`${name}classes`, ['design', 'class', 'images', {name: 'without faults', digits: 4}, {name: 'accuracy', digits: 4}],
      chosen(run, choice).map(row => [row.design, row.class, row.images, row.goldenAccuracy, row.accuracy])), run.classes.note]).flat(),
  });
}
