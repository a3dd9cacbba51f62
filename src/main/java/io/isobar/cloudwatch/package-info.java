/**
 * Shows CloudWatch how the service does, if a namespace is set: the metrics of {@link io.isobar.cloudwatch.CloudWatchMetrics}
 * come in as they are counted, and go out once in each step and at the end. What CloudWatch does not take is said once and lost;
 * the messages do not notice.
 */
@NullMarked
package io.isobar.cloudwatch;

import org.jspecify.annotations.NullMarked;
