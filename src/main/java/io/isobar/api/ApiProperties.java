package io.isobar.api;

import io.isobar.pipeline.Secret;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the HTTP interface under /api.
 *
 * @param token wanted as a bearer token from everywhere; empty: requests of this machine only, without one
 */
@ConfigurationProperties(prefix = "isobar.api", ignoreUnknownFields = false)
public record ApiProperties(@DefaultValue("") Secret token) {}
