package io.faultmesh.safety;

import io.faultmesh.scenario.SafetySettings;
import java.util.List;

/**
 * The content of {@code safety.json}.
 *
 * @param rate the raw rate and where it comes from, as the user gave them
 * @param assumptions what the figures rest on
 */
public record SafetyFile(
    SafetySettings rate, double confidence, List<String> assumptions, List<SafetyCase> designs) {
  private static final List<String> ASSUMPTIONS =
      List.of(
          "one transient flip per inference; all bits of a structure flip at the same rate",
          "every bit holds live data all the time: real residency makes the rates lower",
          "check bits and copies that a design adds are not among the structures",
          "a dangerous fault is one that changes the first class on the sampled images",
          "the latent-fault metric does not apply to transient flips");

  public static SafetyFile of(SafetySettings rate, double confidence, List<SafetyCase> designs) {
    return new SafetyFile(rate, confidence, ASSUMPTIONS, designs);
  }
}
