// Charts of spreads and of time.

/** boxes: {design, values: five figures}. */
function boxOption(boxes, label) {
  return colours => ({
    grid: {left: 62, right: 18, top: 16, bottom: 50}, tooltip: {trigger: 'item', formatter: p => safe(p.name) + '<br>'
      + p.value.slice(1).map(v => format(v, 4)).join(' | ')},
    xAxis: axisOf(colours, {type: 'category', data: boxes.map(b => b.design), name: 'design', axisLabel: {formatter: v => short(v, 12)}}),
    yAxis: axisOf(colours, {type: 'value', name: label, nameGap: 46, scale: true}),
    series: [{type: 'boxplot', boxWidth: [8, 40], data: boxes.map(b => ({value: b.values,
      itemStyle: {borderColor: look(b.design).colour, color: 'transparent', borderWidth: 2}}))}],
  });
}

/** lines: {design, points: [x, share]}; joined where x is a quantity, not where it is a name. */
function lineOption(lines, xLabel, yLabel, joined) {
  return colours => ({
    ...legendAndGrid(colours, lines.map(l => l.design)),
    tooltip: {trigger: 'axis', formatter: all => `from ${format(all[0].value[0])}`
      + all.map(p => `<br>${safe(p.seriesName)}: ${format(p.value[1], 4)}`).join('')},
    xAxis: axisOf(colours, {type: 'value', name: xLabel, minInterval: 1}),
    yAxis: axisOf(colours, {type: 'value', name: yLabel, nameGap: 46}),
    series: lines.map(line => ({name: line.design, type: joined ? 'line' : 'scatter', data: line.points,
      symbol: look(line.design).symbol, symbolSize: 7,
      lineStyle: {color: look(line.design).colour, type: look(line.design).dash}, itemStyle: {color: look(line.design).colour}})),
  });
}

// At most two folds are in flight, so their lines take turns.
const TRACKS = ['layer', 'fold', 'next fold', 'waiting for memory'];
const TRACK_COLOURS = {layer: ['#0072b2', '#56b4e9'], fold: ['#009e73', '#66c2a5'],
  'next fold': ['#009e73', '#66c2a5'], 'waiting for memory': ['#d55e00', '#e69f00']};

/** Rectangles of the upper part: track, from, to, shade, what it is. */
function timeSpans(image) {
  const spans = image.layers.map(([from, to, layer]) => [0, from, to, layer % 2, `layer ${layer}`]);
  [...image.folds].sort((a, b) => a[0] - b[0]).forEach(([from, to, layer, lost], i) => {
    const what = (image.foldsPerSpan > 1 ? `up to ${image.foldsPerSpan} folds` : 'a fold') + ` of layer ${layer}`;
    spans.push([1 + i % 2, from, to, layer % 2, what]);
    if (lost > 0 && image.foldsPerSpan === 1) {
      spans.push([3, Math.max(0, from - lost), from, layer % 2, `${what} waits for its operands: ${format(lost)} cycles`]);
    }
  });
  return spans;
}

/** One image on the machine: spans above, transfers and faults per bin below. */
function timelineOption(image) {
  const spans = timeSpans(image);
  const names = Object.keys(image.bins);
  const scale = name => name.startsWith('DRAM') ? 1 / image.binCycles : 1;
  const curve = (name, index) => ({
    name, type: 'line', step: 'end', symbol: 'none', xAxisIndex: 1, yAxisIndex: name.startsWith('DRAM') ? 1 : 2,
    areaStyle: name.startsWith('DRAM') ? {opacity: 0.25} : undefined,
    lineStyle: {width: 1.3, color: COLOURS[index], type: DASHES[index % DASHES.length]}, itemStyle: {color: COLOURS[index]},
    data: image.bins[name].map((sum, i) => [i * image.binCycles, sum * scale(name)]),
  });
  const cycles = {type: 'value', min: 0, max: image.cycles};
  return colours => ({
    grid: [{left: 130, right: 60, top: 10, height: 170}, {left: 130, right: 60, top: 215, height: 130}],
    legend: {bottom: 0, data: names, textStyle: {color: colours.text}},
    tooltip: {trigger: 'item', formatter: p => p.seriesType === 'custom'
      ? `${safe(spans[p.dataIndex][4])}<br>cycles ${format(p.value[1])} to ${format(p.value[2])}`
      : `${safe(p.seriesName)}: ${format(p.value[1], 2)}<br>from cycle ${format(p.value[0])}`},
    xAxis: [
      axisOf(colours, {...cycles, axisLabel: {show: false}}),
      axisOf(colours, {...cycles, gridIndex: 1, name: 'cycle', axisLabel: {formatter: v => format(v)}})],
    yAxis: [
      axisOf(colours, {type: 'category', inverse: true, data: TRACKS, splitLine: {show: false}}),
      axisOf(colours, {type: 'value', gridIndex: 1, name: 'DRAM, bytes per cycle', nameGap: 46}),
      axisOf(colours, {type: 'value', gridIndex: 1, position: 'right', name: names.some(n => !n.startsWith('DRAM')) ? 'flips, votes' : '',
        nameGap: 40, splitLine: {show: false}})],
    dataZoom: [{type: 'inside', xAxisIndex: [0, 1], filterMode: 'weakFilter', zoomOnMouseWheel: 'ctrl'}],
    series: [
      {type: 'custom', data: spans.map(s => s.slice(0, 4)), encode: {x: [1, 2], y: 0}, clip: true,
        renderItem(params, api) {
          const [left, middle] = api.coord([api.value(1), api.value(0)]);
          const right = api.coord([api.value(2), api.value(0)])[0];
          return {type: 'rect', shape: {x: left, y: middle - 13, width: Math.max(0.6, right - left), height: 26},
            style: {fill: TRACK_COLOURS[TRACKS[api.value(0)]][api.value(3)]}};
        }},
      ...names.map(curve)],
  });
}
