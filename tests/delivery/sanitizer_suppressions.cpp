// What the sanitizers may not report here. Debian's libcpprest is not built with them.

// The end of a cancellation token destroys the library's request after counting its references
// atomically, which ThreadSanitizer does not see; nothing of ours runs in it.
extern "C" const char* __tsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "race:pplx::details::_CancellationTokenState::~_CancellationTokenState\n";
}

// The library ends a request in tasks of its own, after it has answered us, on threads that nobody
// can wait for: a test program that ends at once leaves the last of them behind.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:pplx::task<unsigned char>::_ThenImpl\n";
}
