// Preloaded into the demo: when the bootstrap is gone, however it went, end in good order as if asked to.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
