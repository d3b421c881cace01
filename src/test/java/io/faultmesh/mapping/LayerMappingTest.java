package io.faultmesh.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.SiteSpace;
import io.faultmesh.network.Convolution;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random layers on random small arrays: every product has one place, every operand one number. */
class LayerMappingTest {
  private static final int NETWORKS = 12;

  /** A layer on an array. */
  private record Case(Convolution layer, ArraySettings array, LayerMapping mapping) {}

  private static List<Case> cases(Dataflow dataflow) {
    List<Case> cases = new ArrayList<>();
    for (long seed = 0; seed < NETWORKS; seed++) {
      Random random = new Random(seed);
      for (Convolution layer : GeneratedNetworks.network(seed).layers()) {
        int rows = 1 + random.nextInt(7);
        ArraySettings array = new ArraySettings(rows, 1 + random.nextInt(7), dataflow, null, null);
        cases.add(new Case(layer, array, new LayerMapping(array, layer)));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @EnumSource
  void foldsCoverEveryProductOnceAndFitTheArray(Dataflow dataflow) {
    for (Case one : cases(dataflow)) {
      LayerMapping mapping = one.mapping;
      long products = 0;
      for (int i = 0; i < mapping.folds(); i++) {
        Fold fold = mapping.fold(i);
        assertThat(fold.index()).isEqualTo(i);
        products += (long) fold.filters() * fold.pixels() * fold.taps();
        boolean rowsArePixels = dataflow == Dataflow.OUTPUT_STATIONARY;
        boolean columnsArePixels = dataflow == Dataflow.INPUT_STATIONARY;
        assertThat(rowsArePixels ? fold.pixels() : fold.taps()).isBetween(1, one.array.rows());
        assertThat(columnsArePixels ? fold.pixels() : fold.filters())
            .isBetween(1, one.array.columns());
      }
      assertThat(products).isEqualTo(one.layer.macs());
      for (int filter = 0; filter < one.layer.filters(); filter++) {
        for (int pixel = 0; pixel < one.layer.pixels(); pixel++) {
          for (int tap = 0; tap < one.layer.windowSize(); tap++) {
            Fold fold = mapping.foldOf(filter, pixel, tap);
            assertThat(fold.covers(filter, pixel, tap)).as("%s", fold).isTrue();
            assertThat(fold).isEqualTo(mapping.fold(fold.index()));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void operandsAreNumberedWithoutGapsAndFoundAgain(Dataflow dataflow) {
    for (Case one : cases(dataflow)) {
      LayerMapping mapping = one.mapping;
      Set<Long> numbers = new HashSet<>();
      for (int filter = 0; filter < one.layer.filters(); filter++) {
        for (int pixel = 0; pixel < one.layer.pixels(); pixel++) {
          for (int tap = 0; tap < one.layer.windowSize(); tap++) {
            Fold fold = mapping.foldOf(filter, pixel, tap);
            long input = mapping.inputOperand(fold, pixel, tap);
            long weight = mapping.weightOperand(fold, filter, tap);
            numbers.add(input);
            numbers.add(weight);
            assertThat(mapping.operand(input)).isEqualTo(new Operand(fold, true, -1, pixel, tap));
            assertThat(mapping.operand(weight))
                .isEqualTo(new Operand(fold, false, filter, -1, tap));
            assertThat(SiteSpace.fold(FaultSite.OPERAND, input, one.layer, mapping))
                .isEqualTo(fold.index());
          }
        }
      }
      assertThat(numbers).hasSize((int) mapping.operands());
      assertThat(numbers).allMatch(number -> number >= 0 && number < mapping.operands());
    }
  }

  @ParameterizedTest
  @EnumSource
  void noTwoProductsOfAFoldMeetTheSameElementInTheSameCycle(Dataflow dataflow) {
    for (Case one : cases(dataflow)) {
      LayerMapping mapping = one.mapping;
      for (int i = 0; i < mapping.folds(); i++) {
        Fold fold = mapping.fold(i);
        Set<List<Integer>> met = new HashSet<>();
        for (int f = fold.firstFilter(); f < fold.firstFilter() + fold.filters(); f++) {
          for (int p = fold.firstPixel(); p < fold.firstPixel() + fold.pixels(); p++) {
            for (int t = fold.firstTap(); t < fold.firstTap() + fold.taps(); t++) {
              int element = mapping.processingElement(f, p, t);
              assertThat(element).isBetween(0, one.array.rows() * one.array.columns() - 1);
              int streamed =
                  switch (dataflow) {
                    case OUTPUT_STATIONARY -> t;
                    case WEIGHT_STATIONARY -> p;
                    case INPUT_STATIONARY -> f;
                  };
              assertThat(met.add(List.of(element, streamed))).isTrue();
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aValueIsStruckInTheFoldThatComputesIt(Dataflow dataflow) {
    for (Case one : cases(dataflow)) {
      Convolution layer = one.layer;
      int last = layer.windowSize() - 1;
      for (int neuron = 0; neuron < layer.neurons(); neuron++) {
        int filter = neuron / layer.pixels();
        int pixel = neuron % layer.pixels();
        int fold = one.mapping.foldOf(filter, pixel, last).index();
        assertThat(SiteSpace.fold(FaultSite.ACTIVATION, neuron, layer, one.mapping))
            .isEqualTo(fold);
        long mac = (long) neuron * layer.windowSize() + last;
        assertThat(SiteSpace.fold(FaultSite.PRODUCT, mac, layer, one.mapping)).isEqualTo(fold);
      }
      assertThat(SiteSpace.fold(FaultSite.WEIGHT, 0, layer, one.mapping)).isEqualTo(-1);
    }
  }
}
