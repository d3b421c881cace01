package io.faultmesh.measure;

/**
 * A mean over images and trials, and how far it can be trusted, see {@link Estimator}.
 *
 * @param theseImages 95 % interval of the mean over all trials that there could be, on these images
 * @param population 95 % interval of the mean over all trials and all images of this kind. The mean
 *     of another m images, from n here, lies in the interval widened by {@code sqrt(1 + n/m)}
 * @param populationBound the population's mean is not worse than this with 95 % confidence: an
 *     upper bound of what faults do, a lower bound of what they leave
 */
public record Estimate(
    double mean, Interval theseImages, Interval population, double populationBound) {}
