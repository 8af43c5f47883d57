// Banners at the thing they concern, the empty state of a screen, and the boundary that catches a bug.

import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface BannerProps {
  readonly tone: 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

export const Banner = ({ tone, title, text, children }: BannerProps) => (
  <div className={`banner ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    <Icon name="alert" />
    <p className="grow">
      <b>{title}</b> {text}
    </p>
    {children}
  </div>
);

export interface EmptyStateProps {
  readonly title: string;
  readonly text?: string;
  readonly isSmall?: boolean;
  readonly children?: ReactNode;
}

export const EmptyState = ({ title, text, isSmall, children }: EmptyStateProps) => (
  <div className={`empty ${isSmall ? 'small' : ''}`}>
    <b>{title}</b>
    {text && <p>{text}</p>}
    {children && <div>{children}</div>}
  </div>
);

interface BoundaryProps {
  /** 'The structure list' */
  readonly place: string;
  /** Keeps the error where the program keeps such things and returns the number under which it is found. */
  readonly record: (error: unknown, place: string) => string;
  readonly copy: (text: string) => void;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly incidentId: string | null;
}

/** A part that fails shows this in its place; the rest of the window goes on. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { incidentId: null };

  override componentDidCatch(error: unknown): void {
    this.setState({ incidentId: this.props.record(error, this.props.place) });
  }

  static getDerivedStateFromError(): BoundaryState {
    return { incidentId: '–' };
  }

  override render() {
    const { incidentId } = this.state;
    if (incidentId === null) return this.props.children;
    const text = `${this.props.place} stopped working. Your work is kept. Incident ${incidentId}.`;
    return (
      <div className="empty small" role="alert">
        <p>{text}</p>
        <div>
          <Button isSmall onClick={() => this.setState({ incidentId: null })}>
            Reload it
          </Button>
          <Button isSmall kind="ghost" onClick={() => this.props.copy(text)}>
            Copy details
          </Button>
        </div>
      </div>
    );
  }
}
