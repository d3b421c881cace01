// What single faults did: which layers and bits are vulnerable, and the figures for a safety case.

/** A share of faults as percent, with so many digits that a small one does not vanish. */
function percentText(share) {
  const percent = 100 * share;
  return `${percent === 0 ? '0' : percent >= 10 ? format(percent, 1) : Number(percent.toPrecision(2))} %`;
}

/** Marks with whiskers by group, designs side by side. points: {design, group, mean, low, high}. */
function groupOption(points, groupLabel, valueLabel, text) {
  const designs = distinct(points.map(p => p.design));
  const groups = distinct(points.map(p => p.group));
  return colours => ({
    ...legendAndGrid(colours, designs, {left: 76}), tooltip: {trigger: 'item'},
    xAxis: axisOf(colours, {type: 'category', data: groups, name: groupLabel, axisLabel: {interval: 0}}),
    yAxis: axisOf(colours, {type: 'value', name: valueLabel, nameGap: 60, min: 0}),
    series: designs.map((design, i) => whiskers(design,
      points.filter(p => p.design === design).map(p => [groups.indexOf(p.group), p.mean, p.low, p.high]), colours,
      api => (i - (designs.length - 1) / 2) * Math.min(18, api.size([1, 0])[0] * 0.8 / designs.length), text)),
  });
}

/** cells: {layer, bit, sampled, avf, avfLow, avfHigh}; a place without samples is hatched, which is not zero. */
function vulnerabilityOption(cells) {
  const layers = distinct(cells.map(c => c.layer)).sort((a, b) => a - b);
  const bits = distinct(cells.map(c => c.bit)).sort((a, b) => b - a);
  const level = share => Math.log10(1 + 1000 * share);
  const known = cells.filter(c => typeof c.avf === 'number');
  const most = Math.max(...known.map(c => level(c.avf)), level(0.01));
  const place = c => [bits.indexOf(c.bit), layers.indexOf(c.layer)];
  const share = l => percentText((10 ** l - 1) / 1000);
  const about = c => `layer ${c.layer}, bit ${c.bit}<br>` + (typeof c.avf === 'number'
    ? `${percentText(c.avf)} [${percentText(c.avfLow)}, ${percentText(c.avfHigh)}]<br>${format(c.sampled)} faults were run` : 'no fault was run');
  const unknown = cells.filter(c => typeof c.avf !== 'number');
  return colours => ({
    grid: {left: 56, right: 100, top: 10, bottom: 50},
    tooltip: {formatter: p => about((p.seriesIndex === 0 ? known : unknown)[p.dataIndex])},
    xAxis: axisOf(colours, {type: 'category', data: bits, name: 'bit', splitLine: {show: false}}),
    yAxis: axisOf(colours, {type: 'category', data: layers, inverse: true, name: 'layer', nameGap: 36, splitLine: {show: false}}),
    visualMap: {min: 0, max: most, dimension: 2, seriesIndex: 0, calculable: false, right: 0, top: 'middle', textStyle: {color: colours.text},
      formatter: share, text: [share(most), '0 %'], inRange: {color: ['#fde725', '#5ec962', '#21918c', '#3b528b', '#440154']}},
    series: [
      {type: 'heatmap', data: known.map(c => [...place(c), level(c.avf)]), itemStyle: {borderColor: colours.ground, borderWidth: 1}},
      {type: 'custom', data: unknown.map(place), silent: false, renderItem(params, api) {
        const [x, y] = api.coord([api.value(0), api.value(1)]);
        const [width, height] = api.size([1, 1]);
        return {type: 'rect', shape: {x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2},
          style: {fill: colours.line, decal: {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: colours.quiet}}};
      }},
    ],
  });
}

/** A site's flips and its stuck bits are different populations. */
const siteOf = row => row.fault === 'flip' ? row.site : `${row.site} ${row.fault}`;

function vulnerabilitySection() {
  const own = runs.filter(run => run.vulnerability);
  if (own.length === 0) return null;
  const all = own.flatMap(run => records(run.vulnerability).map(row => ({...row, run, design: nameOf(run, row.design), site: siteOf(row)})));
  const counts = own[0].vulnerability.columns.filter(column => !['design', 'site', 'fault', 'layer', 'bit', 'avf', 'avfLow', 'avfHigh'].includes(column));
  const of = (run, choice) => all.filter(row => row.run === run && row.design === choice.Design && row.site === choice.Site);
  const whole = run => all.filter(row => row.run === run && row.layer === null && row.bit === null && typeof row.avf === 'number');
  const cell = row => typeof row.avf === 'number'
    ? estimate({mean: row.avf, own: {low: row.avfLow, high: row.avfHigh}}, 'own', 6) : 'no fault was run';
  const columns = [...counts, 'share that changed the answer'];
  const cells = row => [...counts.map(key => row[key]), cell(row)];
  return [
    figure({
      title: 'Single faults that change the answer, by site and design',
      text: 'The share of all single faults of a site after which the answer is another one (AVF), with its interval for faults on the sampled images. '
        + 'worst-faults.csv of the run folder lists those that were found; replay with --on runs them again.',
      panels: () => own.map(run => ({heading: heading(run), option: groupOption(whole(run).map(row => ({design: row.design, group: row.site,
        mean: 100 * row.avf, low: 100 * row.avfLow, high: 100 * row.avfHigh})), 'site', 'faults that change the answer, %',
      v => `${percentText(v[1] / 100)} [${percentText(v[2] / 100)}, ${percentText(v[3] / 100)}]`)})),
      table: () => perRun(own, (run, name) => table(name + 'single faults by site', ['site', 'design', ...columns],
        whole(run).map(row => [row.site, row.design, ...cells(row)]))),
    }),
    figure({
      title: 'Which bits of which layers are vulnerable',
      text: 'The same share for each bit of each layer; colours are by its logarithm. Where no fault was run the place is hatched: nothing is known there.',
      choices: [optionsOf('Design', all, 'design'), optionsOf('Site', all, 'site')],
      panels: choice => own.map(run => ({run, places: of(run, choice).filter(row => row.layer !== null && row.bit !== null)}))
        .filter(one => one.places.length).map(one => ({heading: heading(one.run),
          height: Math.min(1200, 110 + 22 * Math.max(4, distinct(one.places.map(c => c.layer)).length)), option: vulnerabilityOption(one.places)})),
      table: choice => perRun(own, (run, name) => [table(`${name}${choice.Design}, ${choice.Site}`, ['layer', 'bit', ...columns],
        of(run, choice).map(row => [row.layer === null ? 'all' : row.layer, row.bit === null ? 'all' : row.bit, ...cells(row)])), run.vulnerability.note]).flat(),
    }),
  ];
}

/** A memory's flips and its stuck bits are different rates. */
const structureOf = row => row.faults === 'permanent' ? `${row.structure}, stuck` : row.structure;

function safetySection() {
  const own = runs.filter(run => run.safety && run.safetyCase);
  return own.flatMap(run => {
    const rows = records(run.safety).map(row => ({...row, design: nameOf(run, row.design)}));
    const interval = (...values) => estimate({mean: values[0], own: {low: values[1], high: values[2]}}, 'own');
    const known = run.safetyCase;
    const name = heading(run) ? `${heading(run)}: ` : '';
    const aims = distinct((known.designs || []).flatMap(d => d.targets.map(t => t.asil)));
    return [
      el('p', {}, `${name}Raw rate of ${format(known.rate.fitPerMbit)} FIT per Mbit`,
        known.rate.dramFitPerMbit ? `, of DRAM ${format(known.rate.dramFitPerMbit)}` : '',
        known.rate.permanentFitPerMbit ? `, of stuck bits ${format(known.rate.permanentFitPerMbit)}` : '', `; source: ${known.rate.source}. `,
        `Bounds hold with ${format(100 * known.confidence)} %. These are figures that are evidence for a target of ISO 26262; nothing here says that an item complies.`),
      table(name + 'metrics by design', ['design', 'faults', {name: 'FIT', digits: 2}, {name: 'SPFM', digits: 6}, {name: 'its bound', digits: 6},
        {name: 'PMHF, FIT', digits: 3}, {name: 'its bound, FIT', digits: 3}, {name: 'LFM', digits: 6}, {name: 'its bound', digits: 6}, ...aims.map(asil => `evidence for ASIL ${asil}`)],
      (known.designs || []).map(d => [d.design, d.faults, d.fit, d.spfm, d.spfmBound, d.pmhfFit, d.pmhfBoundFit, d.lfm ?? '', d.lfmBound ?? '',
        ...aims.map(asil => d.targets.some(t => t.asil === asil && t.evidence) ? 'yes' : 'no')])),
      figure({
        title: name + 'Residual failure rate by structure',
        text: 'Failures in 10^9 hours that change the answer without a flag, with intervals. Coverage is the share of the dangerous faults that the design corrects or detects.',
        panels: () => [{heading: '', option: groupOption(rows.map(row => ({design: row.design, group: structureOf(row),
          mean: row.residualFit, low: row.residualFitLow, high: row.residualFitHigh})), 'structure', 'residual rate, FIT',
        v => `${format(v[1], 3)} [${format(v[2], 3)}, ${format(v[3], 3)}] FIT`)}],
        table: () => table(name + 'structures', ['structure', 'design', 'site', 'bits', 'faults', {name: 'FIT', digits: 2}, {name: 'live', digits: 4}, 'faults run', 'dangerous', 'safe share', 'coverage', 'undetected', 'residual FIT'],
          rows.map(row => [row.structure, row.design, row.site, row.bits, row.faults, row.fit, row.live, row.sampled, row.dangerous,
            interval(row.safeShare, row.safeLow, row.safeHigh), interval(row.coverage, row.coverageLow, row.coverageHigh),
            row.undetected, interval(row.residualFit, row.residualFitLow, row.residualFitHigh)])),
      }),
      el('h3', {}, name + 'What these figures rest on'),
      el('ul', {}, ...(known.assumptions || []).map(text => el('li', {}, text))),
    ];
  });
}
