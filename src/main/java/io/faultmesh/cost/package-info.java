/**
 * What a design costs: silicon area, and energy per image from what the machine counted. All
 * figures come from a technology file with a source on each; nothing here knows an engine.
 *
 * <p>Example: {@code TechnologyFile.load(null, files)} holds the figures that come with the
 * program.
 */
package io.faultmesh.cost;
