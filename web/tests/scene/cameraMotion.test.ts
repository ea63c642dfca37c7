import { describe, expect, it } from 'vitest';
import { CameraMotion, glideMilliseconds } from '../../src/scene/cameraMotion';
import { fitted, orbited } from '../../src/scene/viewpoint';

const start = fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, 1);
const elsewhere = { ...start, azimuth: 2, distance: 1 };

describe('the motion of the camera', () => {
  it('glides to its end in the time of a glide and then rests', () => {
    const motion = new CameraMotion(start, () => false);
    motion.glideTo(elsewhere, 1000);
    expect(motion.advance(1000 + glideMilliseconds / 2)).toBe(true);
    expect(motion.current.azimuth).toBeCloseTo((start.azimuth + 2) / 2, 5);
    expect(motion.advance(1000 + glideMilliseconds)).toBe(false);
    expect(motion.current).toBe(elsewhere);
  });

  it('is at its end at once for who asks for no motion', () => {
    const motion = new CameraMotion(start, () => true);
    motion.glideTo(elsewhere, 0);
    expect(motion.current).toBe(elsewhere);
    motion.steer((v) => orbited(v, 30, 0, 100));
    expect(motion.advance(1)).toBe(false);
    expect(motion.current).toBe(motion.destination);
  });

  it('follows the hand and comes to rest where the hand left it', () => {
    const motion = new CameraMotion(start, () => false);
    motion.steer((v) => orbited(v, 30, 0, 100));
    let now = 0;
    let pictures = 0;
    while (motion.advance((now += 16))) {
      pictures++;
    }
    expect(motion.current).toBe(motion.destination);
    expect(pictures).toBeGreaterThan(2);
    expect(pictures).toBeLessThan(40);
  });

  it('leaves a glide where the hand takes hold', () => {
    const motion = new CameraMotion(start, () => false);
    motion.glideTo(elsewhere, 0);
    motion.advance(100);
    motion.steer((v) => v);
    expect(motion.advance(100 + glideMilliseconds * 5)).toBe(false);
    expect(motion.current).toBe(elsewhere);
  });
});
