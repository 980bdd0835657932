import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** Kafka's numbers of requests. */
const PRODUCE = 0;
const FIND_COORDINATOR = 10;
/** Nobody listens there. */
const CLOSED_PORT = 1;

/** The way between one client and the broker, in the test's hand. */
export class Network {
  private readonly sockets = new Set<Socket>();
  private away = false;
  private answersToLose = 0;
  private coordinatorsToLose = 0;

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port: this.away ? CLOSED_PORT : port }, onConnect);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    this.loseAnswersOn(socket);
    return socket;
  };

  /** All connections break, and no new one comes about. */
  cut(): void {
    this.away = true;
    for (const socket of this.sockets) socket.destroy(new Error('the network was cut'));
  }

  mend(): void {
    this.away = false;
  }

  /** The broker gets the next produce requests and stores them; their answers are lost with the connection. */
  loseAnswersToProduce(count: number): void {
    this.answersToLose = count;
  }

  /** The connection breaks the next times somebody asks for the coordinator of a group. */
  loseCoordinators(count: number): void {
    this.coordinatorsToLose = count;
  }

  get lostAllAnswers(): boolean {
    return this.answersToLose === 0;
  }

  private loseAnswersOn(socket: Socket): void {
    let waitsForAnswer = false;
    const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean;
    const emit = socket.emit.bind(socket) as (...parts: unknown[]) => boolean;
    socket.write = (bytes: Buffer, ...rest: unknown[]) => {
      if (bytes.readInt16BE(4) === FIND_COORDINATOR && this.coordinatorsToLose-- > 0) {
        socket.destroy(new Error('the coordinator was lost'));
        return false;
      }
      if (bytes.readInt16BE(4) === PRODUCE && this.answersToLose > 0) waitsForAnswer = true;
      return write(bytes, ...rest);
    };
    socket.emit = ((event: string, ...rest: unknown[]) => {
      if (event !== 'data' || !waitsForAnswer) return emit(event, ...rest);
      waitsForAnswer = false;
      this.answersToLose -= 1;
      socket.destroy(new Error('the answer was lost'));
      return true;
    }) as typeof socket.emit;
  }
}
