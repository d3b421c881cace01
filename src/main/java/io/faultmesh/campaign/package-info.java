/**
 * What a run measures: accuracy over images, rates and trials in either engine, cycles on the
 * machine, the float network for comparison; what of it goes into a trace and into the summary.
 *
 * <p>Example: {@code AccuracyCampaign.split(scenario, options, prepared, designs, 0).plan()} names
 * a campaign's units.
 */
package io.faultmesh.campaign;
