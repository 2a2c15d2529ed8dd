package io.pikabus.resource.base;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.PayloadCodec;
import java.lang.ref.SoftReference;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A codec for each application, since JSON-B keeps every class that it has seen, and applications
 * leave before the adapter does. The application is the one whose context class loader the calling
 * thread has. Called from any thread.
 *
 * <p>The codec of an application that is not known to have left goes when it is not used for long,
 * or memory is needed.
 */
public final class ApplicationCodec implements PayloadCodec {

  private final Supplier<PayloadCodec> codecs;
  private final PayloadCodec shared;

  @GuardedBy("this")
  private final Map<ClassLoader, SoftReference<PayloadCodec>> applications = new WeakHashMap<>();

  /**
   * None yet.
   *
   * @param codecs makes them
   */
  public ApplicationCodec(Supplier<PayloadCodec> codecs) {
    this.codecs = codecs;
    this.shared = codecs.get();
  }

  /** An application leaves: nothing of its classes is kept. */
  public synchronized void forget(ClassLoader application) {
    applications.remove(application);
  }

  private PayloadCodec present() {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    if (application == null) {
      return shared;
    }
    synchronized (this) {
      SoftReference<PayloadCodec> kept = applications.get(application);
      PayloadCodec codec = kept == null ? null : kept.get();
      if (codec == null) {
        codec = codecs.get();
        applications.put(application, new SoftReference<>(codec));
      }
      return codec;
    }
  }

  @Override
  public String contentType() {
    return shared.contentType();
  }

  @Override
  public String contentEncoding() {
    return shared.contentEncoding();
  }

  @Override
  public byte[] encode(Object payload) {
    return present().encode(payload);
  }

  @Override
  public @Nullable Object decode(byte[] body, Type type) {
    return present().decode(body, type);
  }
}
