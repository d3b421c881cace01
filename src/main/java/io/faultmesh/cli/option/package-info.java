/**
 * What commands share: groups of options, the terminal that they print to, exit codes.
 *
 * <p>Example: {@code @Mixin private ScenarioFile file} gives a command its scenario.
 */
package io.faultmesh.cli.option;
