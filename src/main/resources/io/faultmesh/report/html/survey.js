// A survey: several designs under several kinds of faults, each a set of rates that rates.csv explains.

/** Sets of rates of a run, in their order; none where its points are single rates. */
const kindsOf = run => distinct(results(run).map(r => r.ber)).filter(ber => typeof ber === 'string');

/** What strikes at a set of rates, in words. */
function kindText(run, kind) {
  const struck = records(run.rates).filter(row => row.ber === kind && (row.rate > 0 || row.count > 0));
  const words = struck.map(row => (row.fault === 'stuck' ? 'stuck ' : '') + row.site
    + ' ' + (row.count > 0 ? row.count : rate(row.rate)));
  return words.length ? words.join(', ') : 'no flips';
}

const kindName = (run, kind) => `${kind}: ${kindText(run, kind)}`;
const designsOf = run => distinct(results(run).map(r => r.design));
const resultAt = (run, design, kind) => results(run).find(r => r.design === design && r.ber === kind);

/** Designs and kinds as a heat map of losses; a place without a cell was not measured. */
function surveyOption(run, key, label) {
  const designs = designsOf(run);
  const kinds = kindsOf(run);
  const cells = results(run).filter(r => r[key] && kinds.includes(r.ber))
    .map(r => [kinds.indexOf(r.ber), designs.indexOf(r.design), Math.max(0, r[key].mean), r[key]]);
  return colours => ({
    grid: {left: 130, right: 90, top: 10, bottom: 60},
    tooltip: {formatter: p => `${safe(designs[p.value[1]])}, ${safe(kindName(run, kinds[p.value[0]]))}<br>${safe(label)}: `
      + shareText([0, p.value[3].mean, p.value[3].population.low, p.value[3].population.high])},
    xAxis: axisOf(colours, {type: 'category', data: kinds, name: 'kind of fault', splitLine: {show: false},
      axisLabel: {interval: 0, formatter: kind => short(kindText(run, kind), Math.max(4, Math.floor((colours.width - 220) / kinds.length / 7)))}}),
    yAxis: axisOf(colours, {type: 'category', data: designs, inverse: true, splitLine: {show: false},
      axisLabel: {interval: 0, hideOverlap: false, formatter: name => short(name, 16)}}),
    visualMap: {min: 0, max: Math.max(...cells.map(cell => cell[2]), 1e-9), dimension: 2, calculable: false, right: 0, top: 'middle',
      textStyle: {color: colours.text}, formatter: v => format(v, 3), text: [label.split(' ')[0], '0'],
      inRange: {color: ['#fde725', '#5ec962', '#21918c', '#3b528b', '#440154']}},
    series: [{type: 'heatmap', data: cells, itemStyle: {borderColor: colours.ground, borderWidth: 1}}],
  });
}

function surveySection() {
  const own = runs.filter(run => kindsOf(run).length > 1 && designsOf(run).length > 2);
  const measures = MEASURES.filter(([key]) => key === 'drop' || key === 'sdc1')
    .filter(([key]) => own.some(run => results(run).some(r => r[key])));
  if (measures.length === 0) return null;
  const [loss, lossLabel] = measures[0];
  return [lossBySurvey(own, loss, lossLabel), costBySurvey(own, loss, lossLabel), checksBySurvey(own)];
}

function lossBySurvey(own, loss, lossLabel) {
  return figure({
    title: 'Loss by design and kind of fault',
    text: 'Colours are means; the table has the 95 % intervals for other images of this kind, too. Differences that are smaller than these mean nothing.',
    panels: () => own.map(run => ({heading: heading(run), height: Math.min(1600, 110 + 20 * designsOf(run).length), option: surveyOption(run, loss, lossLabel)})),
    table: () => perRun(own, (run, name) => table(name + lossLabel, ['design', ...kindsOf(run).map(kind => kindName(run, kind))],
      designsOf(run).map(design => [design, ...kindsOf(run).map(kind => estimate(resultAt(run, design, kind)?.[loss]))]))),
  });
}

/** Cycles that 99 % of the images do not exceed; the mean where all take the same. */
const slowest = r => r.cycleSpread ? r.cycleSpread.p99 : r.cyclesPerImage;

function costBySurvey(own, loss, lossLabel) {
  const costs = COSTS.filter(([key]) => distinct(own.flatMap(run => results(run).map(r => r[key] ?? null))).filter(v => v !== null).length > 1);
  if (costs.length === 0) return null;
  const points = (run, kind, [key, , factor]) => results(run).filter(r => r.ber === kind && r[loss] && typeof r[key] === 'number')
    .map(r => ({design: r.design, cost: r[key] * factor, mean: r[loss].mean, low: r[loss].population.low, high: r[loss].population.high}));
  const seconds = (run, design) => run.timing?.cpuSecondsByDesign?.[design];
  const columns = ['trials', 'images', 'more area', 'energy, uJ per image', 'DRAM bytes per image', 'cycles per image', 'cycles, p99', {name: 'CPU seconds, all kinds', digits: 1}];
  return figure({
    title: 'Loss against cost, by kind of fault', three: true,
    text: 'The dashed line is the front: no other design of the run costs less and loses less. It compares means; where whiskers overlap, the order is open.',
    choices: [{name: 'Cost', options: costs.map((cost, i) => [i, cost[1].split(',')[0]])}],
    panels: choice => own.flatMap(run => kindsOf(run).map(kind => ({run, kind, cost: costs[choice.Cost], points: points(run, kind, costs[choice.Cost])})))
      .filter(one => one.points.length > 0).map(one => ({heading: [heading(one.run), kindText(one.run, one.kind)].filter(text => text).join(': '), height: 420,
        option: tradeOption(one.points, one.cost[1], lossLabel, one.cost[3])})),
    table: () => perRun(own, (run, name) => table(name + 'what designs cost, at each kind of fault', ['design', 'kind of fault', ...columns],
      results(run).map(r => [r.design, r.ber, r.trials?.count, run.summary.images, number(r.areaOverhead, 2, 100, ' %'),
        number(r.energyPjPerImage, 2, 1e-6), r.dramBytesPerImage, r.cyclesPerImage, slowest(r), seconds(run, r.design)]))),
  });
}

function checksBySurvey(own) {
  const words = ['corrected', 'miscorrected', 'detected', 'missed', 'falseAlarms'];
  const all = own.map(run => ({run, rows: results(run).filter(r => words.some(word => r.checkedWords?.[word] > 0))})).filter(one => one.rows.length > 0);
  if (all.length === 0) return null;
  const at = ({run, rows}, choice) => rows.filter(r => r.ber === rateAt(run, choice));
  return figure({
    title: 'What checks found, by kind of fault', text: 'Words, voted values or additions, over all images and trials. Designs of which no check found anything are left out.',
    choices: [rateChoice(all.map(one => one.run))],
    panels: choice => all.filter(one => at(one, choice).length > 0).map(one => ({heading: heading(one.run),
      option: stackOption(at(one, choice).map(r => r.design), words.map(word => ({name: word, data: at(one, choice).map(r => r.checkedWords[word])})), 'design', 'words')})),
    table: () => all.flatMap(one => table((heading(one.run) ? heading(one.run) + ': ' : '') + 'what checks found', ['design', 'kind of fault', ...words],
      one.rows.map(r => [r.design, r.ber, ...words.map(word => r.checkedWords[word])]))),
  });
}
