package io.faultmesh.campaign.shard;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file {@code shard.json}: which share of which work a shard's folder holds.
 *
 * @param first part of the share, from 1
 * @param last part of the share
 * @param of parts of the round
 * @param round of the run, from 1
 * @param accuracy its units of accuracy
 * @param machine its runs on the machine for cycles and residencies
 * @param single its units of single faults
 * @param build SHA-256 of the program
 * @param prepared SHA-256 of scales and scores
 * @param besides folder of the scenario file, where merge looks for network and images first
 */
record ShardFile(
    @JsonProperty(required = true) int first,
    @JsonProperty(required = true) int last,
    @JsonProperty(required = true) int of,
    @JsonProperty(required = true) int round,
    @JsonProperty(required = true) Span accuracy,
    @JsonProperty(required = true) Span machine,
    @JsonProperty(required = true) Span single,
    @JsonProperty(required = true) String build,
    @JsonProperty(required = true) String prepared,
    @JsonProperty(required = true) String besides) {
  static final String NAME = "shard.json";

  /** The file of the units themselves. */
  static final String UNITS = "units";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  static ShardFile read(Path file) {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), ShardFile.class);
    } catch (JsonProcessingException e) {
      throw new BadInputException(file + ": does not describe a shard; make the shard again", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  /** The numbers of all its units, in order. */
  List<Long> numbers() {
    return Stream.of(accuracy, machine, single).flatMap(span -> span.numbers().stream()).toList();
  }

  boolean has(int unit) {
    return accuracy.has(unit) || machine.has(unit) || single.has(unit);
  }
}
