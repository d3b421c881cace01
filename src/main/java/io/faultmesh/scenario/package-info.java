/**
 * What a user asks for, as records that check themselves.
 *
 * <p>Every key of the scenario schema is a component of one record here; its default and its limits
 * stand in the compact constructor. This room knows none but {@code text}, so every other room may
 * use it.
 *
 * <p>Example: {@code DesignSettings.preset(Preset.CRT2)}.
 */
package io.faultmesh.scenario;
