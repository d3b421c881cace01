/**
 * Scenario files: what a user asks for, as records that check themselves.
 *
 * <p>Every key of the scenario schema is a component of one record here; its default and its limits
 * stand in the compact constructor. This room knows none but {@code text}, so every other room may
 * use it.
 *
 * <p>Example: {@code ScenarioLoader.load(file, settings)}.
 */
package io.faultmesh.scenario;
