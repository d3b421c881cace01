package io.faultmesh.safety;

import io.faultmesh.scenario.SafetySettings;
import java.util.List;

/**
 * The content of {@code safety.json}.
 *
 * @param rate the raw rates and where they come from, as the user gave them
 * @param assumptions what the figures rest on
 */
public record SafetyFile(
    SafetySettings rate, double confidence, List<String> assumptions, List<SafetyCase> designs) {
  private static final List<String> ASSUMPTIONS =
      List.of(
          "one fault per inference; all bits of a structure are as likely",
          "transient faults strike live data as long as the machine measures that they stand there",
          "check bits and copies that a design adds are not among the structures",
          "structures whose sites faults.single does not name, or without a rate, are left out",
          "a dangerous fault is one that changes the first class on the sampled images",
          "a correction by a check or a voter is told to somebody",
          "the latent-fault metric does not apply to transient flips",
          "a latent fault and any second one within the lifetime are a failure");

  public static SafetyFile of(SafetySettings rate, double confidence, List<SafetyCase> designs) {
    return new SafetyFile(rate, confidence, ASSUMPTIONS, designs);
  }
}
