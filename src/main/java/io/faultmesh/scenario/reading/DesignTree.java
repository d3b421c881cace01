package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faultmesh.scenario.Preset;

/**
 * Completes designs. A bare name is a preset; a design that sets one key of its quantisation, array
 * or dot-product unit keeps the scenario's other keys. A preset may set keys of the quantisation.
 */
final class DesignTree {
  private static final String OPTIMISE = "optimise";
  private static final String AMERICAN = "optimize";

  private DesignTree() {}

  /** Lets the American spelling of the key {@code optimise} stand for it. */
  static void spell(ObjectNode scenario) {
    if (scenario.has(AMERICAN) && !scenario.has(OPTIMISE)) {
      scenario.set(OPTIMISE, scenario.remove(AMERICAN));
    }
  }

  static void resolve(ObjectNode scenario) {
    if (scenario.get("designs") instanceof ArrayNode designs) {
      for (int i = 0; i < designs.size(); i++) {
        designs.set(i, resolve(scenario, designs.get(i)));
      }
    }
    if (scenario.get(OPTIMISE) instanceof ObjectNode optimise && optimise.has("design")) {
      JsonNode design = resolve(scenario, optimise.get("design"));
      // Its ranges start from these values and are checked against them.
      if (design instanceof ObjectNode own) {
        adopt(own, "quantisation", scenario.path("quantisation"));
        adopt(own, "dppu", scenario.path("accelerator").path("dppu"));
      }
      optimise.set("design", design);
    }
  }

  private static JsonNode resolve(ObjectNode scenario, JsonNode given) {
    JsonNode node =
        given.isTextual() ? scenario.objectNode().put("preset", given.textValue()) : given;
    if (node instanceof ObjectNode design) {
      Preset.named(design.path("preset").textValue())
          .map(preset -> preset.keys().quantisation())
          .ifPresent(quantisation -> addTo(design, quantisation));
      JsonNode accelerator = scenario.path("accelerator");
      complete(design, "quantisation", scenario.path("quantisation"));
      complete(design, "array", accelerator.path("array"));
      complete(design, "dppu", accelerator.path("dppu"));
    }
    return node;
  }

  /** A preset's quantisation holds where the design says nothing else. */
  private static void addTo(ObjectNode design, JsonNode quantisation) {
    if (!design.has("quantisation")) {
      design.putObject("quantisation");
    }
    if (design.get("quantisation") instanceof ObjectNode own) {
      Iterable<String> keys = quantisation::fieldNames;
      keys.forEach(
          key -> {
            if (!own.has(key)) {
              own.set(key, quantisation.get(key));
            }
          });
    }
  }

  private static void adopt(ObjectNode design, String key, JsonNode scenario) {
    if (!design.has(key) && scenario instanceof ObjectNode) {
      design.set(key, scenario.deepCopy());
    }
  }

  private static void complete(ObjectNode design, String key, JsonNode scenario) {
    if (design.get(key) instanceof ObjectNode own && scenario instanceof ObjectNode shared) {
      ObjectNode merged = shared.deepCopy();
      merged.setAll(own);
      design.set(key, merged);
    }
  }
}
