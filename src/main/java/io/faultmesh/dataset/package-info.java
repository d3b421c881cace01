/**
 * Images and labels: four file formats behind one interface, {@link io.faultmesh.dataset.Dataset}.
 *
 * <p>A data set opens with everything checked that can be checked without decoding an image; it
 * then decodes image by image, from any thread, to the floats that a network reads. Resizing is
 * plain double arithmetic, so that equal files give equal floats on every machine. Whatever is
 * wrong with a file is a {@link io.faultmesh.scenario.BadInputException} of one line that names the
 * file. This room knows scenario records and the shapes of tensors.
 *
 * <p>Example: {@code TestImages.open(settings, files, input)} checks a data set and then gives
 * image by image.
 */
package io.faultmesh.dataset;
