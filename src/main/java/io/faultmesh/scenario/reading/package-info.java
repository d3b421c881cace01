/**
 * Scenario files are found, read, checked and written here: YAML with places, {@code --set}, errors
 * with line and closest key, the JSON Schema.
 *
 * <p>Example: {@code ScenarioLoader.load(file, settings)}.
 */
package io.faultmesh.scenario.reading;
