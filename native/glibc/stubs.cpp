// What libpthread.so offered before glibc 2.34: functions that are named, never called, see cmake/OldGlibc.cmake.
#define STUB(name)                                                                                                     \
    extern "C" void name() {}

STUB(pthread_create)
STUB(pthread_detach)
STUB(pthread_getspecific)
STUB(pthread_join)
STUB(pthread_key_create)
STUB(__pthread_key_create)
STUB(pthread_key_delete)
STUB(pthread_once)
STUB(pthread_setaffinity_np)
STUB(pthread_setspecific)
