// What runs in the page while it is measured: counts of what goes to the graphics card, and the time of each frame.

/** To be run before the page's own code. */
export function watchDrawing() {
  const log = (globalThis.__drawing = { draws: 0, vertices: 0, bytes: 0, frames: [], gl: null });
  const prototype = WebGL2RenderingContext.prototype;
  const wrap = (name, note) => {
    const original = prototype[name];
    prototype[name] = function (...args) {
      if (this.canvas.isConnected && !this.canvas.dataset.bare) {
        log.gl = this;
        note(...args);
      }
      return original.apply(this, args);
    };
  };
  const drew = (vertices) => {
    log.draws++;
    log.vertices += vertices;
  };
  wrap('drawArrays', (mode, first, count) => drew(count));
  wrap('drawElements', (mode, count) => drew(count));
  wrap('drawArraysInstanced', (mode, first, count, instances) => drew(count * instances));
  wrap('drawElementsInstanced', (mode, count, type, offset, instances) => drew(count * instances));
  const sizeOf = (data, from = 0, length = 0) =>
    typeof data === 'number' ? data : data?.BYTES_PER_ELEMENT ? (length || data.length - from) * data.BYTES_PER_ELEMENT : (data?.byteLength ?? 0);
  wrap('bufferData', (target, data, usage, from, length) => (log.bytes += sizeOf(data, from, length)));
  wrap('bufferSubData', (target, offset, data, from, length) => (log.bytes += sizeOf(data, from, length)));
  for (const name of ['texImage2D', 'texSubImage2D']) wrap(name, (...args) => (log.bytes += sizeOf(args.find((a) => ArrayBuffer.isView(a)) ?? 0)));

  // A pixel that is read back waits for all that was drawn: only then is a frame done.
  log.finish = () => log.gl?.readPixels(0, 0, 1, 1, log.gl.RGBA, log.gl.UNSIGNED_BYTE, new Uint8Array(4));
  const request = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) =>
    request((now) => {
      const { draws, vertices } = log;
      const start = performance.now();
      callback(now);
      if (log.draws > draws) {
        log.finish();
        log.frames.push({ milliseconds: performance.now() - start, vertices: log.vertices - vertices });
      }
    });
  log.frame = () => new Promise((done) => request(() => request(done)));
  /** Until nothing was drawn for a second. */
  log.rest = async () => {
    let seen = -1;
    while (seen !== log.draws) {
      seen = log.draws;
      await new Promise((done) => setTimeout(done, 1000));
    }
    log.finish();
  };
}

/**
 * Milliseconds from a move of the pointer onto a point to the answer of what is there, and to the picture that shows it. Between two
 * points the pointer goes back to the ground, so that each answer is seen: the pointer's shape changes.
 * @param places [x, y] of the page: points, and one of the ground.
 */
export async function hoverOver({ points, ground }) {
  const log = globalThis.__drawing;
  const canvas = document.querySelector('canvas');
  const move = ([x, y]) => canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, pointerType: 'mouse', pointerId: 1, bubbles: true }));
  const shape = (wanted) =>
    new Promise((done) => {
      if (canvas.style.cursor === wanted) return done(performance.now());
      const timer = setTimeout(() => finish(Number.NaN), 20_000);
      const observer = new MutationObserver(() => canvas.style.cursor === wanted && finish(performance.now()));
      const finish = (at) => (clearTimeout(timer), observer.disconnect(), done(at));
      observer.observe(canvas, { attributes: true, attributeFilter: ['style'] });
    });
  const answers = [];
  const pictures = [];
  move(ground);
  await shape('');
  for (const place of points) {
    await log.frame();
    log.finish();
    const start = performance.now();
    move(place);
    answers.push((await shape('pointer')) - start);
    await log.frame();
    log.finish();
    pictures.push(performance.now() - start);
    move(ground);
    await shape('');
  }
  return { answers, pictures };
}

/** Places on a screenshot of the map where points are drawn, spread over it by a seed, and one of the ground. */
export async function findPoints({ png, left, top, count }) {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], { type: 'image/png' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const at = (x, y) => data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3);
  const empty = at(3, height >> 1);
  const isPoint = (x, y) => at(x, y).reduce((sum, c, i) => sum + Math.abs(c - empty[i]), 0) > 90;
  const covered = (x, y) => [-1, 0, 1].every((dx) => [-1, 0, 1].every((dy) => isPoint(x + dx, y + dy)));
  const points = [];
  let state = 11;
  for (let tries = 0; tries < 4_000_000 && points.length < count; tries++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = 60 + Math.floor((state / 2 ** 32) * (width - 120));
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const y = 70 + Math.floor((state / 2 ** 32) * (height - 140));
    if (covered(x, y)) points.push([left + x + 0.5, top + y + 0.5]);
  }
  return points;
}

/** The same points with as little WebGL as draws them: position and palette index, discs, depth. Gives milliseconds of each of `frames` frames. */
export async function drawBare(frames) {
  const map = document.querySelector('canvas');
  if (!globalThis.__bare) {
    const { rows, dimensions, values } = globalThis.projector.positions();
    const camera = globalThis.projector.camera();
    const mean = [0, 0, 0];
    for (let i = 0; i < rows; i++) for (let c = 0; c < dimensions; c++) mean[c] += values[i * dimensions + c] / rows;
    const places = new Float32Array(rows * 3);
    const reach = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < dimensions; c++) {
        places[i * 3 + c] = values[i * dimensions + c] - mean[c];
        reach[i] = Math.max(reach[i], Math.abs(places[i * 3 + c]));
      }
    }
    const scale = 1 / reach.sort()[Math.ceil(0.999 * rows) - 1];
    for (let i = 0; i < places.length; i++) places[i] *= scale;

    const canvas = document.createElement('canvas');
    canvas.dataset.bare = 'yes';
    [canvas.width, canvas.height] = [map.width, map.height];
    canvas.style.cssText = 'position:fixed;left:0;top:0;pointer-events:none';
    document.body.append(canvas);
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false });
    const shader = (type, text) => {
      const made = gl.createShader(type);
      gl.shaderSource(made, text);
      gl.compileShader(made);
      return made;
    };
    const program = gl.createProgram();
    gl.attachShader(program, shader(gl.VERTEX_SHADER, `#version 300 es
      uniform mat4 matrix; uniform float size; uniform float focus; uniform vec3 palette[20];
      layout(location = 0) in vec3 place; layout(location = 1) in uint color; flat out vec3 fill;
      void main() { gl_Position = matrix * vec4(place, 1.0); gl_PointSize = clamp(size * focus / gl_Position.w, 2.0, 14.0); fill = palette[color % 20u]; }`));
    gl.attachShader(program, shader(gl.FRAGMENT_SHADER, `#version 300 es
      precision highp float; flat in vec3 fill; out vec4 pixel;
      void main() { if (length(gl_PointCoord - 0.5) > 0.5) discard; pixel = vec4(fill, 1.0); }`));
    gl.linkProgram(program);
    gl.useProgram(program);
    const attribute = (index, data, size) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(index);
      if (data instanceof Float32Array) gl.vertexAttribPointer(index, size, gl.FLOAT, false, 0, 0);
      else gl.vertexAttribIPointer(index, size, gl.UNSIGNED_SHORT, 0, 0);
    };
    attribute(0, places, 3);
    attribute(1, Uint16Array.from({ length: rows }, (_, i) => Math.floor((i * 20) / rows)), 1);
    gl.enable(gl.DEPTH_TEST);
    gl.viewport(0, 0, canvas.width, canvas.height);
    const uniform = (name) => gl.getUniformLocation(program, name);
    gl.uniform3fv(uniform('palette'), Float32Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60));
    // The same camera: 40° of height, from where the map is looked at.
    const sub = (a, b) => a.map((v, i) => v - b[i]);
    const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
    const unit = (a) => a.map((v) => v / Math.hypot(...a));
    const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    const distance = Math.hypot(...sub(camera.position, camera.target));
    const f = 1 / Math.tan((20 * Math.PI) / 180);
    const [near, far] = [distance * 0.02, distance + 6];
    const pixels = 23 * rows ** -0.16 * Math.max((1.12 * f) / distance, 0.05) ** 0.45;
    gl.uniform1f(uniform('size'), pixels * devicePixelRatio);
    gl.uniform1f(uniform('focus'), distance);
    globalThis.__bare = { canvas, gl, rows };
    globalThis.__bare.draw = (turn) => {
      const [s, c] = [Math.sin(turn), Math.cos(turn)];
      const from = sub(camera.position, camera.target);
      const back = unit([from[0] * c + from[2] * s, from[1], from[2] * c - from[0] * s]);
      const eye = back.map((v, i) => camera.target[i] + v * distance);
      const right = unit(cross([0, 1, 0], back));
      const up = cross(back, right);
      const [x, y, z] = [-dot(right, eye), -dot(up, eye), -dot(back, eye)];
      const [fx, a, b] = [(f * canvas.height) / canvas.width, (far + near) / (near - far), (2 * far * near) / (near - far)];
      const column = (i) => [fx * right[i], f * up[i], a * back[i], -back[i]];
      gl.uniformMatrix4fv(uniform('matrix'), false, [...column(0), ...column(1), ...column(2), fx * x, f * y, a * z + b, -z]);
      gl.clearColor(1, 1, 1, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.drawArrays(gl.POINTS, 0, rows);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    };
  }
  globalThis.__bare.canvas.hidden = false;
  const times = [];
  for (let i = 0; i < frames; i++) {
    await new Promise((done) => setTimeout(done, 0));
    const start = performance.now();
    globalThis.__bare.draw(i * 0.02);
    times.push(performance.now() - start);
  }
  globalThis.__bare.canvas.hidden = true;
  return times;
}

/** Turns the map by keys; gives the frames that were drawn until it rested again. */
export async function turnMap(keys) {
  const log = globalThis.__drawing;
  const canvas = document.querySelector('canvas');
  const first = log.frames.length;
  for (let i = 0; i < keys; i++) {
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? 'a' : 'd', bubbles: true }));
    await log.frame();
  }
  await log.rest();
  return log.frames.slice(first);
}

/**
 * Lays the rows out again and again, flat and deep in turn, as a layout that is on its way does it; gives the tasks of the page's thread
 * that were longer than 50 ms, in milliseconds.
 * @param moves Whether the pointer moves over the map in each frame.
 */
export async function layOutAgain({ times, moves }) {
  const canvas = document.querySelector('canvas');
  const box = canvas.getBoundingClientRect();
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: 'longtask' });
  let isOver = false;
  const move = (step) => {
    if (isOver) return;
    const [x, y] = [box.left + box.width * (0.5 + 0.2 * Math.cos(step / 9)), box.top + box.height * (0.5 + 0.2 * Math.sin(step / 7))];
    canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, pointerType: 'mouse', pointerId: 1, bubbles: true }));
    setTimeout(() => move(step + 1), 16);
  };
  if (moves) move(0);
  const flat = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === '2D');
  const deep = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === '3D');
  for (let i = 0; i < times; i++) {
    (i % 2 === 0 ? flat : deep).click();
    await new Promise((done) => setTimeout(done, 400));
  }
  await new Promise((done) => setTimeout(done, 2000));
  isOver = true;
  observer.disconnect();
  return { arrivals: times, longest: Math.max(0, ...tasks), blocked: tasks.reduce((sum, one) => sum + one, 0) };
}
