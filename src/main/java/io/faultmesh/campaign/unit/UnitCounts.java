package io.faultmesh.campaign.unit;

import io.faultmesh.measure.PartTally;
import java.util.List;

/**
 * What a unit of work gave.
 *
 * @param goldenCorrect right answers without faults, by network and then by design with golden
 *     logits of its own; empty but for the first block of trials
 * @param cells by design and rate
 * @param lines of {@code images.csv}, by design and rate, then by image; empty unless wanted
 */
public record UnitCounts(
    WorkUnit unit, List<Long> goldenCorrect, List<PartTally> cells, List<List<String>> lines) {}
