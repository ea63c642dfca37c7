import { computed } from '@preact/signals';
import { opening } from '../state/dataset';
import { fileNameOf, type RemoteConfig, type RemoteFile, type RemoteTensor } from '../state/remoteConfig';
import { remoteConfig, remoteRequests, runNameOf, wantedRemote } from '../state/remote';
import { whole } from '../state/words';
import { canBeShown, currentTensor } from '../state/workspace';
import { askJson, messageOf, ServerProblem } from './http';
import { newest } from './newest';
import { openingFailed } from './openingFailed';
import { fetchRemote, tooLarge, type RemoteContent } from './remoteFile';
import { sendFile, takeBack } from './sendFile';
import { showSent, type Shown } from './uploads';

/** The name of the tensor to fetch; the workspace that comes anew changes nothing of it. */
const wanted = computed(() => {
  const tensor = wantedRemote.value;
  const entry = currentTensor.value;
  return tensor === null || entry === null || !canBeShown(entry) ? null : tensor.name;
});

/** Brings the chosen tensor of a configuration to the server of this page, which computes on it: fetched here, sent there. */
export function watchRemoteTensors(): () => void {
  return newest(() => {
    const name = wanted.value;
    void remoteRequests.value;
    const config = remoteConfig.peek();
    const tensor = config?.tensors.find((one) => one.name === name);
    return config === null || tensor === undefined ? null : (signal) => bring(config, tensor, signal);
  }, openingFailed);
}

/** A file that a tensor is shown without, if it must be. */
interface Missing {
  message: string;
  remedy: string | null;
}

async function bring(config: RemoteConfig, tensor: RemoteTensor, signal: AbortSignal): Promise<void> {
  const { vectors, metadata, sprite, bookmarks } = tensor;
  if (vectors === null) {
    return;
  }
  const sent: string[] = [];
  const missing: Missing[] = [];
  const room = await askJson<{ bytes: number; mostBytes: number }>('uploads', { signal });
  let left = Math.max(0, room.mostBytes - room.bytes);
  const expected = bytesOf(tensor, vectors);
  if (expected !== null && expected > left) {
    throw tooLarge('the vectors', vectors[0], left);
  }
  const fetchOne = async (what: string, file: RemoteFile, size: number | null): Promise<RemoteContent> => {
    const stage = `fetching ${what} from ${new URL(file[0]).host}`;
    const told = (share: number | null): void => {
      opening.value = { state: 'loading', stage, progress: share ?? 0 };
    };
    told(0);
    const found = await fetchRemote({ what, file, most: left, expected: size, signal, told });
    left -= found.content.size;
    return found;
  };
  const fetchIfThere = async (
    what: string,
    file: RemoteFile | undefined,
    without: string,
  ): Promise<RemoteContent | null> => {
    if (file === undefined) {
      return null;
    }
    try {
      return await fetchOne(what, file, null);
    } catch (error) {
      signal.throwIfAborted();
      missing.push({ message: `${messageOf(error)} ${without}`, remedy: null });
      return null;
    }
  };
  const send = async (found: RemoteContent | null): Promise<string | null> => {
    if (found === null) {
      return null;
    }
    const name = fileNameOf(found.address);
    const id = await sendFile({ name, content: found.content }, signal, (share) => {
      opening.value = { state: 'loading', stage: `sending ${name} to the server`, progress: share ?? 0 };
    });
    sent.push(id);
    return id;
  };

  const numbers = await fetchOne('the vectors', vectors, expected);
  checkSize(tensor, numbers);
  const labels = await fetchIfThere('the metadata', metadata ?? undefined, 'The points have no labels.');
  const images = await fetchIfThere('the images', sprite?.image, 'The points are shown without images.');
  const states = await fetchIfThere('the bookmarks', bookmarks ?? undefined, 'There are none to choose from.');
  try {
    const image = await send(images);
    const embedding = {
      tensorName: tensor.name,
      tensorPath: await send(numbers),
      tensorShape: tensor.shape,
      metadataPath: await send(labels),
      sprite: image === null ? null : { imagePath: image, singleImageDim: sprite?.dimensions ?? [] },
      bookmarksPath: await send(states),
    };
    opening.value = { state: 'loading', stage: '', progress: 1 };
    const body = { config: runNameOf(config), embedding, problems: missing };
    const shown = await askJson<Shown>('uploads/embeddings', { method: 'POST', body, signal });
    sent.length = 0;
    await showSent(shown, signal);
  } catch (error) {
    takeBack(sent);
    throw error;
  }
}

const bytesPerNumber = 4;

/** How many bytes a file of bare numbers should have; null for other files, and where the configuration does not say. */
function bytesOf({ shape }: RemoteTensor, [address]: RemoteFile): number | null {
  const [rows, columns] = shape;
  return !isBare(address) || rows === undefined || columns === undefined ? null : rows * columns * bytesPerNumber;
}

function isBare(address: string): boolean {
  return fileNameOf(address).toLowerCase().endsWith('.bytes');
}

/** Bare numbers must be whole rows; that there are more or fewer rows than said is a warning of the server. */
function checkSize({ shape }: RemoteTensor, { content, address }: RemoteContent): void {
  const columns = shape.at(-1);
  if (isBare(address) && columns !== undefined && content.size % (columns * bytesPerNumber) !== 0) {
    const said =
      shape.length === 2
        ? ` tensorShape says ${shape.map(whole).join(' × ')}, which takes ${whole((shape[0] ?? 0) * columns * bytesPerNumber)} bytes.`
        : '';
    throw new ServerProblem(
      0,
      `The vectors at ${address} are ${whole(content.size)} bytes, which are not whole rows of ${whole(columns)} float32 numbers.${said}`,
      'The file may have been cut, or compressed; or correct tensorShape in the configuration.',
    );
  }
}
