package io.pikabus.benchmark.agent;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time of this process, without what its compilers take in the background: it is
 * spent once and not for each message. They are known on Linux, and live as long as the process
 * with {@code -XX:-UseDynamicNumberOfCompilerThreads}; elsewhere they count.
 */
final class ProcessorTime {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final Path THREADS = Path.of("/proc/self/task");

  private ProcessorTime() {}

  /** In nanoseconds, since the process began. */
  static long nanos() {
    return SYSTEM.getProcessCpuTime() - compilers();
  }

  private static long compilers() {
    if (!Files.isDirectory(THREADS)) {
      return 0;
    }
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        sum += ofCompiler(thread);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return sum;
  }

  /** 0 for any other thread. */
  private static long ofCompiler(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).matches("C[12] Comp.*\\s*")
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (IOException ended) {
      return 0;
    }
  }
}
