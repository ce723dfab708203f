package dev.xpm.client.pull;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disk of this machine, seen through paths of which one operation fails: the N-th that is done on them, for as long as
 * nobody sets another number. Source: assurance.md 2.7, fail the N-th call.
 */
final class FaultyDisk {
    private final AtomicLong done = new AtomicLong();
    private final FaultySystem system = new FaultySystem(this, FileSystems.getDefault());
    private volatile long failing = Long.MAX_VALUE;
    private volatile boolean failed;

    /** The same place, on this disk. */
    Path path(Path real) {
        return wrap(real);
    }

    /** From now on counts anew, and lets the operation of that number fail. */
    void fail(long number) {
        done.set(0);
        failed = false;
        failing = number;
    }

    /** Lets nothing fail any more; whether something did. */
    boolean heal() {
        failing = Long.MAX_VALUE;
        return failed;
    }

    /** Counts an operation. */
    void operate() throws IOException {
        if (done.incrementAndGet() == failing) {
            failed = true;
            throw new IOException("input/output error, as the test wants it");
        }
    }

    Path wrap(Path real) {
        return real == null ? null : (Path) proxy(new PathHandler(real), Path.class);
    }

    static Path unwrap(Path path) {
        return path != null
                        && Proxy.isProxyClass(path.getClass())
                        && Proxy.getInvocationHandler(path) instanceof PathHandler handler
                ? handler.real
                : path;
    }

    @SuppressWarnings("unchecked")
    DirectoryStream<Path> wrap(DirectoryStream<Path> real) {
        var handler = new OperationHandler(real, Set.of("close", "iterator"));
        return real instanceof SecureDirectoryStream
                ? (DirectoryStream<Path>) proxy(handler, SecureDirectoryStream.class)
                : (DirectoryStream<Path>) proxy(handler, DirectoryStream.class);
    }

    SeekableByteChannel wrap(SeekableByteChannel real) {
        return real instanceof FileChannel file
                ? new FaultyChannel(this, file)
                : (SeekableByteChannel)
                        proxy(new OperationHandler(real, Set.of("close", "isOpen")), SeekableByteChannel.class);
    }

    /** A view of the attributes of a file: each call of it is an operation. */
    <V extends FileAttributeView> V wrap(V real, Class<V> type) {
        return real == null ? null : type.cast(proxy(new OperationHandler(real, Set.of("name")), type));
    }

    private static Object proxy(InvocationHandler handler, Class<?> type) {
        return Proxy.newProxyInstance(FaultyDisk.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object[] unwrapAll(Object[] arguments) {
        Object[] real = arguments == null ? new Object[0] : arguments.clone();
        for (int at = 0; at < real.length; at++) {
            if (real[at] instanceof Path path) {
                real[at] = unwrap(path);
            } else if (real[at] != null
                    && Proxy.isProxyClass(real[at].getClass())
                    && Proxy.getInvocationHandler(real[at]) instanceof OperationHandler handler) {
                real[at] = handler.real;
            }
        }
        return real;
    }

    private static Object call(Method method, Object real, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, unwrapAll(arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A path is only a name: nothing that it does can fail. */
    private final class PathHandler implements InvocationHandler {
        private final Path real;

        PathHandler(Path real) {
            this.real = real;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return system;
            }
            if (method.getName().equals("iterator")) {
                return wrapped(real.iterator());
            }
            Object result = call(method, real, arguments);
            return result instanceof Path path ? wrap(path) : result;
        }
    }

    /** Something open on the disk. */
    private final class OperationHandler implements InvocationHandler {
        private final Object real;
        private final Set<String> harmless;

        OperationHandler(Object real, Set<String> harmless) {
            this.real = real;
            this.harmless = harmless;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            boolean isOurs = method.getDeclaringClass() != Object.class && !harmless.contains(method.getName());
            // A view of attributes is opened without a look at the disk.
            if (isOurs && !method.getName().equals("getFileAttributeView")) {
                operate();
            }
            Object result = call(method, real, arguments);
            if (result instanceof DirectoryStream<?> stream) {
                return wrap((DirectoryStream<Path>) stream);
            }
            if (result instanceof SeekableByteChannel channel) {
                return wrap(channel);
            }
            if (result instanceof FileAttributeView view) {
                int type = arguments[0] instanceof Class<?> ? 0 : 1;
                return wrap(view, (Class<FileAttributeView>) arguments[type]);
            }
            return result instanceof Iterator<?> entries ? wrapped((Iterator<Path>) entries) : result;
        }
    }

    Iterator<Path> wrapped(Iterator<Path> real) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return real.hasNext();
            }

            @Override
            public Path next() {
                return wrap(real.next());
            }
        };
    }

    FileSystem system() {
        return system;
    }
}
