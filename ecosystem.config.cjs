// PM2: pm2 start ecosystem.config.cjs. Settings come from .env beside this file, or from the environment of PM2.
module.exports = {
  apps: [
    {
      name: 'temu-api',
      script: 'bin/kontor.mjs',
      args: 'start',
      cwd: __dirname,
      exec_mode: 'fork',
      instances: 1,
      // Kontor ends what it has in hand within 10 s; only then may it be killed.
      kill_timeout: 15000,
      exp_backoff_restart_delay: 1000,
      // A wrong setting (2) does not mend itself by starting again.
      stop_exit_codes: [2],
      time: true,
    },
  ],
}
