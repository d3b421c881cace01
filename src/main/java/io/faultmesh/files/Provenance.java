package io.faultmesh.files;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a folder's content comes from.
 *
 * @param settings SHA-256 of the text that decides the result
 * @param inputs SHA-256 over the hashes of all files that were read
 */
record Provenance(
    @JsonProperty(required = true) String program,
    @JsonProperty(required = true) String command,
    @JsonProperty(required = true) String settings,
    @JsonProperty(required = true) String inputs) {

  /** How another source differs, in words. */
  String difference(Provenance other) {
    if (!command.equals(other.command)) {
      return "the result of faultmesh " + command;
    }
    if (!settings.equals(other.settings)) {
      return "the result of other settings";
    }
    return inputs.equals(other.inputs)
        ? "a result of " + program
        : "the result of other input files";
  }
}
