package io.faultmesh.training;

import io.faultmesh.dataset.Dataset;
import io.faultmesh.dataset.LabelledImage;
import java.nio.file.Path;
import java.util.List;

/** The first images of a set. */
record FirstImages(Dataset all, int size) implements Dataset {
  @Override
  public int[] shape() {
    return all.shape();
  }

  @Override
  public LabelledImage read(int index) {
    return all.read(index);
  }

  @Override
  public List<Path> files() {
    return all.files();
  }

  @Override
  public void close() {
    all.close();
  }
}
