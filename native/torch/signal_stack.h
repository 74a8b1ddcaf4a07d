#pragma once

// Gives the calling thread a signal stack on which a signal fits while AMX tiles are in use. Costs nothing after a thread's first call.
void widen_signal_stack();
