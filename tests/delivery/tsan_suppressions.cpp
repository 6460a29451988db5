// What ThreadSanitizer may not report here. Debian's libcpprest is not built with it, so it does
// not see that the library counts the references of a request atomically before it destroys it.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

// The end of a cancellation token destroys the library's request; nothing of ours runs in it.
extern "C" const char* __tsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "race:pplx::details::_CancellationTokenState::~_CancellationTokenState\n";
}
