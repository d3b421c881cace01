package io.faultmesh.protection.importance;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much every neuron matters; only the order counts.
 *
 * @param layers per struck layer one score per neuron
 */
public record Scores(List<float[]> layers) {
  public Scores {
    layers = List.copyOf(layers);
  }

  /**
   * The sum of the magnitudes of a neuron's weights; the same for all pixels of a channel. Products
   * of activations have no weights: all of their neurons are alike.
   */
  public static Scores weightL1(Network network) {
    List<float[]> scores = new ArrayList<>();
    for (Convolution layer : network.layers()) {
      float[] own = new float[layer.neurons()];
      for (int neuron = 0; neuron < own.length; neuron++) {
        int filter = neuron / layer.pixels();
        if (neuron % layer.pixels() > 0) {
          own[neuron] = own[neuron - 1];
          continue;
        }
        double sum = 0;
        for (int i = 0; i < layer.windowSize() && !layer.isProduct(); i++) {
          sum += Math.abs(layer.weights()[filter * layer.windowSize() + i]);
        }
        own[neuron] = (float) sum;
      }
      scores.add(own);
    }
    return new Scores(scores);
  }

  /** No knowledge: the baseline that any other score must beat. */
  public static Scores random(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> scores = new ArrayList<>();
    for (Convolution layer : network.layers()) {
      SplittableRandom own = random.split();
      float[] values = new float[layer.neurons()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) own.nextDouble();
      }
      scores.add(values);
    }
    return new Scores(scores);
  }
}
