package io.faultmesh.campaign.shard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.experiment.Shard;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The units of one kind that a shard has of a round; a round without such units has none.
 *
 * @param begin number of the round's first unit
 * @param end behind the number of its last unit
 * @param from number of the shard's first unit
 * @param to behind the number of its last unit
 */
record Span(
    @JsonProperty(required = true) int begin,
    @JsonProperty(required = true) int end,
    @JsonProperty(required = true) int from,
    @JsonProperty(required = true) int to) {
  static final Span NONE = new Span(0, 0, 0, 0);

  /** A shard's part of some units. */
  static Span of(int begin, int end, Shard shard) {
    return new Span(begin, end, begin + shard.from(end - begin), begin + shard.to(end - begin));
  }

  boolean isEmpty() {
    return from == to;
  }

  boolean has(int unit) {
    return from <= unit && unit < to;
  }

  List<Long> numbers() {
    return LongStream.range(from, to).boxed().toList();
  }
}
