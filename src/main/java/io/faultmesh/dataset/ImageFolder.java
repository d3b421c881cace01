package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A folder of image files with a table of labels. Nothing is held but the table. */
final class ImageFolder implements Dataset {
  private final Path labels;
  private final List<LabelTable.Entry> entries;
  private final PixelPipeline pipeline;
  private final int[] shape;

  private ImageFolder(Path labels, List<LabelTable.Entry> entries, PixelPipeline pipeline) {
    this.labels = labels;
    this.entries = entries;
    this.pipeline = pipeline;
    Path first = entries.get(0).file();
    ImageDecoder.Size size = ImageDecoder.size(first);
    this.shape = pipeline.shape(size.height(), size.width(), first);
  }

  static ImageFolder open(Path path, Preprocessing preprocessing) {
    if (!Files.isDirectory(path)) {
      throw DataFiles.bad(path, Files.exists(path) ? "is not a folder" : "no such folder");
    }
    Path labels = path.resolve("labels.csv");
    PixelPipeline pipeline = new PixelPipeline(preprocessing, 3, path);
    return new ImageFolder(labels, LabelTable.read(labels), pipeline);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public LabelledImage read(int index) {
    LabelTable.Entry entry = entries.get(index);
    Pixels image = ImageDecoder.decode(entry.file());
    int[] own = pipeline.shape(image.height(), image.width(), entry.file());
    if (!Arrays.equals(own, shape)) {
      throw DataFiles.bad(
          entry.file(),
          Text.format(
              "the image of %dx%d pixels becomes %s (channels, height, width), the first of the set"
                  + " %s",
              image.width(), image.height(), Arrays.toString(own), Arrays.toString(shape)));
    }
    return new LabelledImage(pipeline.apply(image, entry.file()), entry.label());
  }

  @Override
  public List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(labels));
    entries.forEach(entry -> files.add(entry.file()));
    return files;
  }

  @Override
  public void close() {
    // Every read opens and closes its own file.
  }
}
