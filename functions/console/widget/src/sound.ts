// A short sound, made and not fetched: no policy of a page need allow it.
let audio: AudioContext | undefined;

// mayBeep is told of a press in the widget: before one, browsers play nothing.
export function mayBeep() {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
  } catch {
    // a browser without sound
  }
}

export function beep() {
  if (audio?.state !== "running") return;
  const tone = audio.createOscillator();
  const loud = audio.createGain();
  const at = audio.currentTime;
  tone.frequency.setValueAtTime(660, at);
  tone.frequency.setValueAtTime(880, at + 0.09);
  loud.gain.setValueAtTime(0.08, at);
  loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
  tone.connect(loud).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.3);
}
