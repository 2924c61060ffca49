@NullMarked
package io.millrace.launcher.http;

import org.jspecify.annotations.NullMarked;
