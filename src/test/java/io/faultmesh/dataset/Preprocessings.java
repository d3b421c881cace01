package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import java.util.Arrays;
import java.util.List;

/** Builds the preprocessing of a test with only the fields that it is about. */
final class Preprocessings {
  private Integer resize;
  private Integer crop;
  private Preprocessing.Order order;
  private Double scale;
  private List<Double> mean;
  private List<Double> std;

  static Preprocessings of() {
    return new Preprocessings();
  }

  Preprocessings resize(int side) {
    resize = side;
    return this;
  }

  Preprocessings crop(int side) {
    crop = side;
    return this;
  }

  Preprocessings bgr() {
    order = Preprocessing.Order.BGR;
    return this;
  }

  Preprocessings scale(double value) {
    scale = value;
    return this;
  }

  Preprocessings mean(double... values) {
    mean = Arrays.stream(values).boxed().toList();
    return this;
  }

  Preprocessings std(double... values) {
    std = Arrays.stream(values).boxed().toList();
    return this;
  }

  Preprocessing build() {
    return new Preprocessing(resize, crop, order, scale, mean, std);
  }
}
