@NullMarked
package io.millrace.launcher.kafka;

import org.jspecify.annotations.NullMarked;
